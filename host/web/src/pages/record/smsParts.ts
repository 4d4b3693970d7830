// How many messages a text becomes: GSM 03.38 has 160 places, 153 when joined;
// anything outside its alphabet makes the whole text UCS-2 with 70, or 67.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('^{}\\[~]|€');

export interface SmsSize {
  parts: number;
  used: number;
  room: number;
  unicode: boolean;
}

export function smsSize(text: string): SmsSize {
  const characters = Array.from(text);
  const unicode = characters.some((one) => !basic.has(one) && !extended.has(one));
  const used = unicode
    ? text.length
    : characters.reduce((sum, one) => sum + (extended.has(one) ? 2 : 1), 0);
  const [single, joined] = unicode ? [70, 67] : [160, 153];
  const parts = used === 0 ? 0 : used <= single ? 1 : Math.ceil(used / joined);
  return { parts, used, room: parts > 1 ? parts * joined : single, unicode };
}
