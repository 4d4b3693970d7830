// What an action left behind besides its message, as something to read and to keep.
import type { ActionAnswer } from '../api/types';

export interface Kept {
  name: string;
  type: string;
  content: string;
}

const endings: Record<string, string> = {
  'text/csv': '.csv',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/calendar': '.ics',
  'application/json': '.json',
  'application/ld+json': '.jsonld',
  'application/xml': '.xml',
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

// Only the last part of a path, with nothing in it that a disk or a reader takes for something else.
function plainName(name: string, fallback: string, type: string): string {
  const bare = (name.split(/[/\\]/).at(-1) ?? '')
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069:*?"<>|]/g, '')
    .replace(/^[.\s]+|\s+$/g, '');
  const ending = endings[type.split(';')[0]?.trim() ?? ''] ?? '';
  return /\.[A-Za-z0-9]{1,8}$/.test(bare) ? bare : `${bare || fallback}${ending}`;
}

/** A text of the output that the message does not hold already. */
export function longText({ message = '', output }: ActionAnswer): string {
  const text = textOf(output?.['text']);
  return message.includes(text) ? '' : text;
}

/**
 * What can be saved: the file an output is (`name`, `content_type`, `content`), a document in JSON-LD,
 * the `text` of the output, or, where no message says what came of it, the output as it is.
 */
export function keptOf(action: string, { message, output }: ActionAnswer): Kept | undefined {
  if (!output || Object.keys(output).length === 0) return undefined;
  const { content, text } = output;
  if (typeof content === 'string') {
    const type = textOf(output['content_type']) || 'text/plain';
    return { name: plainName(textOf(output['name']), action, type), type, content };
  }
  const whole = JSON.stringify(output, null, 2);
  if (output['@context']) return { name: `${action}.jsonld`, type: 'application/ld+json', content: whole };
  if (typeof text === 'string' && text !== '') return { name: `${action}.txt`, type: 'text/plain;charset=utf-8', content: text };
  return message ? undefined : { name: `${action}.json`, type: 'application/json', content: whole };
}

/** Whether there is more to show than one line beside a button. */
export function saysMore(action: string, answer: ActionAnswer): boolean {
  return keptOf(action, answer) !== undefined || (answer.message ?? '').includes('\n');
}
