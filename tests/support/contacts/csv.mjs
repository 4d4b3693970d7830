// Writes CSV the way people's programs do: quoted only where needed, CRLF.

export function csvLine(values, delimiter) {
  return values.map((value) => csvField(String(value ?? ''), delimiter)).join(delimiter);
}

function csvField(text, delimiter) {
  const needsQuotes = text.includes(delimiter) || /["\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

const encoders = new Map();

// Single-byte encodings are inverted from the platform's own decoder.
function singleByteEncoder(label) {
  if (!encoders.has(label)) {
    const table = new Map();
    const decoder = new TextDecoder(label);
    for (let byte = 0; byte < 256; byte += 1) {
      table.set(decoder.decode(Uint8Array.of(byte)), byte);
    }
    encoders.set(label, table);
  }
  return encoders.get(label);
}

export function encode(text, encoding) {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const table = singleByteEncoder(encoding);
  return Buffer.from(Array.from(text, (character) => table.get(character) ?? 0x3f));
}
