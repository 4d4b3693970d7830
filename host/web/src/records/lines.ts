import { collections, isCollection } from '../collections';

export interface Line {
  text: string;
  /** The record whose address the line is. */
  record?: { entity: string; id: string };
}

/** A text by its lines; an address of this app's own, alone on a line, is a record. */
export function linesOf(text: string): Line[] {
  return text.split('\n').map((line) => {
    const [, collection = '', id = ''] = /^\/([a-z]+)\/([\w-]+)$/.exec(line.trim()) ?? [];
    return isCollection(collection) ? { text: line, record: { entity: collections[collection], id } } : { text: line };
  });
}
