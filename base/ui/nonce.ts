import { setNonce } from 'get-nonce';

/** The nonce the server wrote into this very response; without it no style element is let in. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** Gives the nonce to react-remove-scroll, which makes style elements behind Mantine's back. */
export function applyNonce(): void {
  setNonce(cspNonce());
}
