// For tests/bench/pop_bench.py: milliseconds from a ring at the exchange to the card that is painted in a
// browser, one per call. `node --import tsx pop_times.ts UP.json`, a file as `./dev up --json` prints it, with "numbers".
import { readFileSync } from 'node:fs';
import { enter, launch } from './browser.ts';
import { hangUp, ring, type Product } from './product.ts';

const calls = 50;
const warming = 3;

const up = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Product & { numbers: string[] };
const browser = await launch();
const [, telephonist] = up.logins;
if (!telephonist) throw new Error('nobody has a telephone');
const { page, leave } = await enter(browser, up, telephonist);

// The page notes by its own clock, which is this machine's, when a new card has been painted.
await page.evaluate(() => {
  const painted = new Map<string, number>();
  Object.assign(globalThis, { painted });
  new MutationObserver(() => {
    for (const card of document.querySelectorAll<HTMLElement>('[data-call]')) {
      const call = card.dataset['call'] ?? '';
      if (painted.has(call)) continue;
      painted.set(call, Number.NaN);
      requestAnimationFrame(() => setTimeout(() => painted.set(call, Date.now())));
    }
  }).observe(document.body, { childList: true, subtree: true });
});

const took: number[] = [];
for (let turn = 0; turn < warming + calls; ++turn) {
  const began = Date.now();
  const call = await ring(up, up.numbers[turn % up.numbers.length] ?? '');
  const when = await page.waitForFunction(
    (id) => (globalThis as unknown as { painted: Map<string, number> }).painted.get(id) || false,
    call,
  );
  took.push(Number(await when.jsonValue()) - began);
  await hangUp(up, call);
  await page.locator(`[data-call="${call}"][data-state="ended"]`).waitFor();
}
await leave();
await browser.close();
console.log(JSON.stringify(took.slice(warming)));
