import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { Seats } from './types';

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

export function releaseSeat(product: string): Promise<void> {
  return call<void>('POST', `/seats/${product}/release`).finally(() =>
    queryClient.invalidateQueries({ queryKey: ['seats', product] }),
  );
}
