import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { call, rememberCsrf } from './client';
import { Problem } from './problem';
import { queryClient } from './queryClient';
import type { Session } from './types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  queryFn: async (): Promise<Session | null> => {
    try {
      return keep(await call<Session>('GET', '/session'));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

function keep(session: Session): Session {
  rememberCsrf(session.csrf);
  return session;
}

export function useSession() {
  return useQuery(sessionQuery);
}

export function useLogin() {
  return useMutation({
    mutationFn: (input: { email: string; password: string }) => call<Session>('POST', '/login', { body: input }),
    onSuccess: (session) => queryClient.setQueryData(['session'], keep(session)),
  });
}

export function useLogout() {
  return useMutation({
    mutationFn: () => call('POST', '/logout'),
    onSettled: () => {
      queryClient.setQueryData(['session'], null);
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}
