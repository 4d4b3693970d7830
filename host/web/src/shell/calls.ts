import type { ScreenPop } from '../api/types';

const callsShown = 3;

const over = (call: ScreenPop) => call.state === 'ended' || call.state === 'missed';
const spoken = (call: ScreenPop) => !over(call) && call.state !== 'ringing';

/**
 * The cards once a call said what became of it. The newest call stands first and none moves for what
 * happens to it, so that a button stays under the pointer. When there are too many, what is over goes
 * first, then what rings; a call one speaks in goes last. A call that ends unseen opens no card.
 */
export function withCall(calls: ScreenPop[], told: ScreenPop): ScreenPop[] {
  const known = calls.some((one) => one.call_id === told.call_id);
  if (!known && over(told)) return calls;
  if (known) return calls.map((one) => (one.call_id === told.call_id ? told : one));
  const all = [told, ...calls];
  while (all.length > callsShown) {
    const leaves = [over, (one: ScreenPop) => !spoken(one) && one !== told, () => true]
      .map((goes) => all.findLastIndex(goes))
      .find((index) => index >= 0);
    all.splice(leaves ?? all.length - 1, 1);
  }
  return all;
}
