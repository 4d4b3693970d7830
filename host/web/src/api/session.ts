import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { call, rememberCsrf } from './client';
import { Problem } from './problem';
import { queryClient } from './queryClient';
import type { Session } from './types';
import { answerWithKey, type KeyQuestion } from './webauthn';

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

export interface LoginInput {
  email: string;
  password: string;
  code?: string;
  withKey?: boolean;
}

export const factorNeeded = 'second-factor-needed';

// What a key is to sign stands in the refusal to a login without it, and counts once.
async function logInWithKey(input: { email: string; password: string }): Promise<Session> {
  try {
    return await call<Session>('POST', '/login', { body: input });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== factorNeeded) throw error;
    const answer = await answerWithKey(error.body as unknown as KeyQuestion);
    return call<Session>('POST', '/login', { body: { ...input, security_key: answer } });
  }
}

export function useLogin() {
  return useMutation({
    mutationFn: ({ withKey, ...input }: LoginInput) =>
      withKey ? logInWithKey(input) : call<Session>('POST', '/login', { body: input }),
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
