import { Problem } from './problem';

// Bytes between the host's JSON (base64url) and the browser's interface for security keys.

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const descriptor = (id: string): PublicKeyCredentialDescriptor => ({ type: 'public-key', id: bytesOf(id) });

/** Nobody touched the key, it is not one of these, or the browser knows no keys here. */
export const keyNotUsed = 'security-key-not-used';

async function ask<T extends AuthenticatorResponse>(question: () => Promise<Credential | null>): Promise<{ id: string; response: T }> {
  try {
    const credential = (await question()) as PublicKeyCredential | null;
    if (credential) return { id: textOf(credential.rawId), response: credential.response as T };
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
  }
  throw new Problem(401, { code: keyNotUsed });
}

export interface NewKeyQuestion {
  challenge: string;
  user: string;
  known: string[];
}

export async function makeKey(question: NewKeyQuestion, person: { name: string; email: string }) {
  const { response } = await ask<AuthenticatorAttestationResponse>(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(question.challenge),
        rp: { name: 'Kontor' },
        user: { id: bytesOf(question.user), name: person.email, displayName: person.name },
        pubKeyCredParams: [
          { type: 'public-key', alg: -8 },
          { type: 'public-key', alg: -7 },
        ],
        excludeCredentials: question.known.map(descriptor),
        authenticatorSelection: { userVerification: 'discouraged', residentKey: 'discouraged' },
        attestation: 'none',
      },
    }),
  );
  return { client_data: textOf(response.clientDataJSON), attestation: textOf(response.attestationObject) };
}

export interface KeyQuestion {
  challenge: string;
  security_keys: string[];
}

export async function answerWithKey(question: KeyQuestion) {
  const { id, response } = await ask<AuthenticatorAssertionResponse>(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(question.challenge),
        allowCredentials: question.security_keys.map(descriptor),
        userVerification: 'discouraged',
      },
    }),
  );
  return {
    id,
    client_data: textOf(response.clientDataJSON),
    authenticator_data: textOf(response.authenticatorData),
    signature: textOf(response.signature),
  };
}
