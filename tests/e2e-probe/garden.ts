import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Product } from './product.ts';
import { until, type Rest } from './rest.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;

/** The add-on of these journeys (tests/e2e/plugin). */
export const garden = 'kontor.garden';

const kontor = async (...words: string[]) => (await run(join(root, 'build/release/bin/kontor'), words)).stdout;

/** Into the demo's market, as its vendor and its operator do it. */
export async function publish({ data, urls }: Product, version: string): Promise<void> {
  const market = ['--market', urls.market ?? ''];
  const key = ['--key', join(data, 'vendor/vendor.key')];
  const vendor = ['--vendor', 'kontor', ...key, '--token-file', join(data, 'vendor/token'), ...market];
  const operator = ['--token-file', join(data, 'market/operator.token'), ...market];
  const file = join(data, 'vendor', `garden-${version}.kpkg`);
  await kontor('pack', join(root, 'build/release/plugins', `garden-${version}`), '--out', file);
  await kontor('sign', file, ...key);
  await kontor('publish', file, ...vendor);
  const { uploads } = JSON.parse(await kontor('operator', 'queue', '--json', ...operator)) as {
    uploads: { operation_id: string }[];
  };
  for (const { operation_id } of uploads) {
    const attested = ['--key', join(data, 'market/keys/review.key'), '--reviewer', 'The operator'];
    const reason = ['--reason', 'looked at for a journey'];
    await kontor('operator', 'decide', operation_id, 'approve', ...reason, ...attested, ...operator);
  }
  await kontor('publish', file, ...vendor);
}

interface State {
  state: string;
  version: string;
  crashes: unknown[];
}

export const stateOf = (rest: Rest) => rest.call<State>('GET', `/plugins/${garden}`);

/** Crashes it and waits until that is on record. */
export async function breakIt(rest: Rest): Promise<void> {
  await until('the garden to grow', async () => (await stateOf(rest)).state === 'running');
  const { length } = (await stateOf(rest)).crashes;
  await rest.call('POST', `/actions/${garden}/garden.break`, { record: null, input: { on: 'a stone' } }).catch(() => undefined);
  await until('the crash to be known', async () => (await stateOf(rest)).crashes.length > length);
}
