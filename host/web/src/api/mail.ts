import { queryOptions, useMutation } from '@tanstack/react-query';
import { call } from './client';
import { queryClient } from './queryClient';

/** The mail server of the company as the host shows it: never its password. */
export interface MailSettings {
  source: 'saved' | 'start' | 'none';
  host?: string;
  port?: number;
  security?: 'starttls' | 'tls';
  user?: string;
  has_password?: boolean;
  from?: string;
}

export interface MailWish {
  host: string;
  port: number;
  security: 'starttls' | 'tls';
  user: string;
  from: string;
  password?: string;
}

const path = '/settings/mail';

export const mailQuery = queryOptions({ queryKey: ['mail'], queryFn: () => call<MailSettings>('GET', path) });

const refresh = () => queryClient.invalidateQueries({ queryKey: ['mail'] });

export function useSaveMail() {
  return useMutation({ mutationFn: (wish: MailWish) => call('PUT', path, { body: wish }), onSuccess: refresh });
}

export function useForgetMail() {
  return useMutation({ mutationFn: () => call('DELETE', path), onSuccess: refresh });
}

export function useTryMail() {
  return useMutation({ mutationFn: (to: string) => call('POST', `${path}/test`, { body: { to } }) });
}
