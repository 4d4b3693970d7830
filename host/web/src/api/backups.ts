import { queryOptions, useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';

export interface BackupState {
  configured: boolean;
  last_made_at: string | null;
  last_verified_at: string | null;
  file: string;
  error: string;
  overdue: boolean;
  message: string;
}

/** A place where data lies, and whether its disk is encrypted. */
export interface Volume {
  what: 'data' | 'database' | 'backups';
  where: string;
  state: 'encrypted' | 'plain' | 'unknown';
  why: string;
}

export interface Volumes {
  volumes: Volume[];
  /** The host would not have started on a disk that is not encrypted. */
  required: boolean;
}

const refreshMs = 10_000; // A backup is made and verified in the background.

export const backupsQuery = queryOptions({
  queryKey: ['backups'],
  queryFn: () => call<BackupState>('GET', '/backups'),
  refetchInterval: refreshMs,
});

export const volumesQuery = queryOptions({ queryKey: ['volumes'], queryFn: () => call<Volumes>('GET', '/volumes') });

export function useBackUp() {
  return useMutation({
    mutationFn: () => call<BackupState>('POST', '/backups'),
    onSuccess: (state) => queryClient.setQueryData(['backups'], state),
  });
}
