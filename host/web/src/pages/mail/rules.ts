export interface MailValues {
  host: string;
  port: number | string;
  security: 'starttls' | 'tls';
  user: string;
  from: string;
  password: string;
}

export type MailRule = 'required' | 'host' | 'port' | 'from';

/** What the host would refuse, by field, before anything is sent. */
export function brokenMailRules(values: MailValues): Partial<Record<keyof MailValues, MailRule>> {
  const port = Number(values.port);
  const broken: Partial<Record<keyof MailValues, MailRule>> = {};
  if (values.host === '') broken.host = 'required';
  else if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(values.host)) broken.host = 'host';
  if (values.port === '') broken.port = 'required';
  else if (!Number.isInteger(port) || port < 1 || port > 65535) broken.port = 'port';
  if (values.from.trim() === '') broken.from = 'required';
  else if (!/^([^<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(values.from.trim())) broken.from = 'from';
  return broken;
}
