import dayjs from 'dayjs';
import type { Period } from '../../api/types';

export const periodNames = ['month', 'quarter', 'year', 'twoYears'] as const;

export type PeriodName = (typeof periodNames)[number];

const daysOf: Record<PeriodName, number> = { month: 30, quarter: 90, year: 365, twoYears: 730 };

/** So many whole days up to the end of today, in UTC. */
export function periodOf(name: PeriodName): Period {
  return between(dayjs().subtract(daysOf[name], 'day').format('YYYY-MM-DD'), dayjs().format('YYYY-MM-DD'));
}

export function between(firstDay: string, lastDay: string): Period {
  return {
    from: `${firstDay}T00:00:00.000Z`,
    to: new Date(Date.parse(`${lastDay}T00:00:00.000Z`) + 24 * 60 * 60 * 1000).toISOString(),
  };
}
