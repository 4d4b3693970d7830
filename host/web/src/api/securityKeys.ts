import { queryOptions, useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';
import type { User } from './types';
import { makeKey, type NewKeyQuestion } from './webauthn';

export interface SecurityKey {
  id: string;
  name: string;
  site: string;
  created_at: string;
  used_at: string | null;
}

const path = '/security-keys';

export const securityKeysQuery = queryOptions({
  queryKey: ['security-keys'],
  queryFn: async () => (await call<{ keys: SecurityKey[] }>('GET', path)).keys,
});

const refresh = () => queryClient.invalidateQueries({ queryKey: ['security-keys'] });

/** Gives the recovery codes that are shown this once. */
export function useAddKey() {
  return useMutation({
    mutationFn: async ({ name, user }: { name: string; user: User }) => {
      const question = await call<NewKeyQuestion>('POST', `${path}/begin`);
      const made = await makeKey(question, user);
      const added = await call<{ recovery_codes: string[] }>('POST', path, { body: { name, ...made } });
      return added.recovery_codes;
    },
    onSuccess: refresh,
  });
}

export function useRemoveKey() {
  return useMutation({
    mutationFn: ({ id, password }: { id: string; password: string }) =>
      call('POST', `${path}/${id}/remove`, { body: { password } }),
    onSuccess: refresh,
  });
}

export function useRenameKey() {
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => call('PUT', `${path}/${id}`, { body: { name } }),
    onSuccess: refresh,
  });
}
