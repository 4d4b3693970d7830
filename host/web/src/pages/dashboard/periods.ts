import dayjs from 'dayjs';
import type { Period } from '../../api/types';

export const periodNames = ['month', 'quarter', 'year', 'twoYears'] as const;

export type PeriodName = (typeof periodNames)[number];

const daysOf: Record<PeriodName, number> = { month: 30, quarter: 90, year: 365, twoYears: 730 };

/** So many whole days up to the end of today. */
export function periodOf(name: PeriodName): Period {
  return between(dayjs().subtract(daysOf[name], 'day').format('YYYY-MM-DD'), dayjs().format('YYYY-MM-DD'));
}

/** Both days are within. A day begins and ends by the clocks of the company, which the host knows. */
export function between(firstDay: string, lastDay: string): Period {
  return { from: firstDay, to: dayjs(lastDay).add(1, 'day').format('YYYY-MM-DD') };
}
