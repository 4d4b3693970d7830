import { problemOf, unreachable } from './problem';

export const root = '/api/v1';

// Held in memory only: the session answer gives it again after a reload.
let csrf = '';

export function rememberCsrf(value: string): void {
  csrf = value;
}

export function csrfToken(): string {
  return csrf;
}

type Query = Record<string, string | number | boolean | undefined | null>;

interface CallOptions {
  query?: Query;
  body?: unknown;
  text?: string | Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${root}${path}${text && `?${text}`}`;
}

/** One request to the host; throws a Problem on anything but success. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (method !== 'GET') headers['X-Kontor-CSRF'] = csrf;
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await send(address(path, options.query), {
    method,
    headers,
    credentials: 'same-origin',
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    ...(options.text !== undefined && { body: options.text }),
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}
