import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Login {
  email: string;
  name?: string;
  password: string;
  role: string;
}

export interface Product {
  urls: { host: string; market?: string; pbx_control?: string; smsc_control?: string };
  logins: Login[];
  data: string;  // Folder of the demo's market, host and vendor.
  stop: () => Promise<void>;
}

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const outputBytesMax = 16 * 1024 * 1024;

/**
 * Stands before the host and holds every exchange against its OpenAPI document: its origin, and its
 * end, an error if one broke the document's word.
 */
async function judged(data: string): Promise<{ origin: string; end: () => Promise<void> }> {
  const proxy = spawn('node', [join(root, 'tests/integration/openapi/proxy.mjs'), join(data, 'host', 'port')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const origin = await new Promise<string>((resolve, reject) => {
    proxy.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    proxy.once('exit', () => reject(new Error('the proxy before the host ended at once')));
  });
  const end = () =>
    new Promise<void>((resolve, reject) => {
      proxy.once('exit', (status) =>
        status === 0 ? resolve() : reject(new Error('the host broke the word of its OpenAPI document, see above')),
      );
      proxy.kill('SIGTERM');
    });
  return { origin, end };
}

/**
 * The running product: what KONTOR_UP_JSON says (a file with the output of
 * `./dev up --json`), or one started here and stopped at the end.
 */
export async function product(): Promise<Product> {
  const file = process.env['KONTOR_UP_JSON'];
  if (file) return { ...(JSON.parse(readFileSync(file, 'utf8')) as Product), stop: async () => undefined };
  const data = mkdtempSync(join(tmpdir(), 'kontor-e2e-'));
  const base = process.env['KONTOR_PORT_BASE'] ?? '0';
  const { stdout } = await run(join(root, 'dev'), ['up', '--json', '--data', data, '--port-base', base], {
    maxBuffer: outputBytesMax,
  });
  const up = JSON.parse(stdout) as Product;
  const { origin, end } = await judged(up.data);
  return {
    ...up,
    urls: { ...up.urls, host: origin },
    stop: async () => {
      await run(join(root, 'dev'), ['down', '--data', data]);
      rmSync(data, { recursive: true, force: true });
      await end();
    },
  };
}

export function administrator({ logins }: Product): Login {
  const login = logins.find((one) => one.role === 'administrator');
  if (!login) throw new Error('nobody is an administrator');
  return login;
}

/** A call from outside, as the simulated exchange lets it ring; gives its id. */
export async function ring({ urls }: Product, number: string, extension = '101'): Promise<string> {
  const answer = await fetch(`${urls.pbx_control}/calls`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ number, extension }),
  });
  if (!answer.ok) throw new Error(`the exchange answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { call_id: string }).call_id;
}

/** What the simulated telephones have got, texts only. */
export async function texts({ urls }: Product): Promise<string[]> {
  const answer = await fetch(`${urls.smsc_control}/messages`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  return messages.map(({ text }) => text);
}

/** The extension that rings picks up. */
export async function pickUp({ urls }: Product, call: string): Promise<void> {
  const answer = await fetch(`${urls.pbx_control}/calls/${call}/answer`, { method: 'POST' });
  if (!answer.ok) throw new Error(`the exchange answered ${answer.status}: ${await answer.text()}`);
}

/** Both sides hang up. */
export async function hangUp({ urls }: Product, call: string): Promise<void> {
  const answer = await fetch(`${urls.pbx_control}/calls/${call}`, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`the exchange answered ${answer.status}: ${await answer.text()}`);
}
