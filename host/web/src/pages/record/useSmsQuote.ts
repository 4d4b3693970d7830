import type { ActionAnswer, Money } from '../../api/types';
import { useFormat } from '../../format';

/** The price of so many parts, as far as the gateway's last answer told it. */
export function useSmsQuote(answer: ActionAnswer | undefined, parts: number): string | undefined {
  const format = useFormat();
  const price = answer?.output['price_per_part'] as Money | undefined;
  return price && format.money({ ...price, amount: price.amount * parts });
}
