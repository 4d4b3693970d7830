import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { SeatOrPlace, Seats } from './types';

export function useSeats(product: string) {
  return useQuery({
    queryKey: ['seats', product],
    queryFn: () => call<Seats>('GET', `/seats/${product}`),
    retry: false,
  });
}

export function useAskForSeat(product: string) {
  return useMutation({
    mutationFn: (holder: string) => call('POST', `/seats/${product}/ask`, { body: { holder } }),
  });
}

// The host forgets a place that nobody asked about for a minute.
const askAgainMs = 5_000;

/** A seat or a place in the queue, asked for again and again while `waiting`, also in a hidden tab. */
export function useSeatQueue(product: string, waiting: boolean) {
  return useQuery({
    queryKey: ['seat-queue', product],
    queryFn: async () => {
      const got = await call<SeatOrPlace>('POST', `/seats/${product}/queue`);
      // What was refused for want of a seat is asked for again.
      if (got.seated) void queryClient.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
      return got;
    },
    enabled: waiting,
    gcTime: 0,
    retry: false,
    refetchInterval: (query) => (query.state.data?.seated || query.state.error ? false : askAgainMs),
    refetchIntervalInBackground: true,
  });
}

export function useLeaveSeatQueue(product: string) {
  return useMutation({
    mutationFn: () => call<void>('DELETE', `/seats/${product}/queue`),
  });
}

export function releaseSeat(product: string): Promise<void> {
  return call<void>('POST', `/seats/${product}/release`).finally(() =>
    queryClient.invalidateQueries({ queryKey: ['seats', product] }),
  );
}
