// An implementation of PASETO that knows nothing of Kontor: node peer.mjs FILE reads
// {"verify": [{token, public_key, assertion}], "sign": [{payload, secret_key, footer, assertion}]}
// (all but tokens in hexadecimal) and prints the opened and the signed tokens.
import { readFileSync } from 'node:fs';
import paseto from 'paseto';

const { V4 } = paseto;
const bytes = (hex) => Buffer.from(hex, 'hex');
const wishes = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function open({ token, public_key, assertion }) {
  try {
    const opened = await V4.verify(token, V4.bytesToKeyObject(bytes(public_key)), {
      assertion: bytes(assertion),
      buffer: true,
      complete: true,
    });
    return {
      payload: opened.payload.toString('hex'),
      footer: (opened.footer ?? Buffer.alloc(0)).toString('hex'),
    };
  } catch (error) {
    return { refused: error.code ?? error.message };
  }
}

async function sign({ payload, secret_key, footer, assertion }) {
  return V4.sign(bytes(payload), V4.bytesToKeyObject(bytes(secret_key)), {
    footer: bytes(footer),
    assertion: bytes(assertion),
  });
}

console.log(
  JSON.stringify({
    opened: await Promise.all((wishes.verify ?? []).map(open)),
    signed: await Promise.all((wishes.sign ?? []).map(sign)),
  }),
);
