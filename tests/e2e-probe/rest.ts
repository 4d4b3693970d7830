import { administrator, type Product } from './product.ts';

/** What an administrator's program asks of the host; a refusal is an error. */
export interface Rest {
  call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
}

export async function administratorsRest(product: Product): Promise<Rest> {
  const { email, password } = administrator(product);
  const login = await fetch(`${product.urls.host}/api/v1/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { csrf } = (await login.json()) as { csrf: string };
  const headers = {
    'Content-Type': 'application/json',
    'X-Kontor-CSRF': csrf,
    Cookie: (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
  };
  return {
    call: async <T>(method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${product.urls.host}/api/v1${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

/** Asks again until it is so; at most half a minute. */
export async function until(what: string, so: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`${what} did not come true`);
    await new Promise((again) => setTimeout(again, 100));
  }
}
