import { inlines, type Inline } from './inline';

export type Block =
  | { kind: 'heading'; depth: number; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' };

const deepestNesting = 8;

/**
 * The Markdown of a handbook: headings, paragraphs, lists, code, quotes, tables. There is no HTML in it: what
 * looks like some is text. `depth` of a heading counts from 1 and skips none, whatever was written.
 */
export function markdown(text: string): Block[] {
  const blocks = blocksOf(text.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n'), 0);
  renumber(blocks);
  return blocks;
}

function renumber(blocks: Block[]): void {
  const above: number[] = [];
  for (const block of blocks) {
    if (block.kind !== 'heading') continue;
    while (above.length > 0 && (above[above.length - 1] ?? 0) >= block.depth) above.pop();
    above.push(block.depth);
    block.depth = above.length;
  }
}

const fence = /^ {0,3}(`{3,}|~{3,})/;
const bullet = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?: +|$)/;
const indented = /^ {4}/;

const isBlank = (line: string) => line.trim() === '';
const isHeading = (line: string) => /^ {0,3}#{1,6}(?: |$)/.test(line);
const isRule = (line: string) => /^(?:\*{3,}|-{3,}|_{3,})$/.test(line.replaceAll(' ', ''));
const isQuote = (line: string) => /^ {0,3}>/.test(line);
const interrupts = (line: string) =>
  isBlank(line) || isHeading(line) || isRule(line) || isQuote(line) || fence.test(line) || bullet.test(line);

function blocksOf(lines: string[], nesting: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isBlank(line)) {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at, nesting);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

type Read = [Block, number];

function blockAt(lines: string[], at: number, nesting: number): Read {
  const line = lines[at] ?? '';
  if (nesting > deepestNesting) return paragraph(lines, at);
  if (fence.test(line)) return fenced(lines, at);
  if (indented.test(line)) return indentedCode(lines, at);
  if (isHeading(line)) {
    const marks = line.trim().split(' ', 1)[0] ?? '#';
    return [{ kind: 'heading', depth: marks.length, children: inlines(line.trim().slice(marks.length).trim()) }, at + 1];
  }
  if (isRule(line)) return [{ kind: 'rule' }, at + 1];
  if (isQuote(line)) return quote(lines, at, nesting);
  if (bullet.test(line)) return list(lines, at, nesting);
  return tableAt(lines, at) ?? paragraph(lines, at);
}

function paragraph(lines: string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && !interrupts(lines[end] ?? '')) end += 1;
  const text = lines.slice(at, end).map((line) => line.trim());
  return [{ kind: 'paragraph', children: inlines(text.join(' ')) }, end];
}

function fenced(lines: string[], at: number): Read {
  const mark = fence.exec(lines[at] ?? '')?.[1] ?? '```';
  let end = at + 1;
  while (end < lines.length && !closes(lines[end] ?? '', mark)) end += 1;
  return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
}

function closes(line: string, mark: string): boolean {
  const text = line.trim();
  return text.length >= mark.length && text === mark.charAt(0).repeat(text.length);
}

function indentedCode(lines: string[], at: number): Read {
  let end = at;
  while (end < lines.length && (indented.test(lines[end] ?? '') || isBlank(lines[end] ?? ''))) end += 1;
  while (isBlank(lines[end - 1] ?? '')) end -= 1;
  const text = lines.slice(at, end).map((line) => line.slice(4));
  return [{ kind: 'code', text: text.join('\n') }, end];
}

function quote(lines: string[], at: number, nesting: number): Read {
  let end = at;
  while (end < lines.length && isQuote(lines[end] ?? '')) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return [{ kind: 'quote', blocks: blocksOf(inner, nesting + 1) }, end];
}

function markOf(line: string): { ordered: boolean; number: number; width: number } | undefined {
  const found = bullet.exec(line);
  if (!found || isRule(line)) return undefined;
  const mark = found[0].trim();
  const spaces = found[0].length - found[0].trimEnd().length;
  // Behind a mark with code, the code's four spaces are not the item's.
  const width = spaces > 4 || spaces === 0 ? found[0].trimEnd().length + 1 : found[0].length;
  return { ordered: /\d/.test(mark), number: Number.parseInt(mark, 10) || 0, width };
}

function list(lines: string[], at: number, nesting: number): Read {
  const first = markOf(lines[at] ?? '');
  const items: Block[][] = [];
  const ordered = first?.ordered ?? false;
  let next = at;
  while (next < lines.length) {
    const mark = markOf(lines[next] ?? '');
    if (mark === undefined || mark.ordered !== ordered) break;
    const [item, end] = itemAt(lines, next, mark.width);
    items.push(blocksOf(item, nesting + 1));
    next = end;
  }
  return [{ kind: 'list', ordered, start: first?.number ?? 1, items }, next];
}

/** The lines of one item without its mark and indentation, and where the next one begins. */
function itemAt(lines: string[], at: number, width: number): [string[], number] {
  const item = [(lines[at] ?? '').slice(width)];
  const margin = ' '.repeat(width);
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (isBlank(line)) item.push('');
    else if (line.startsWith(margin)) item.push(line.slice(width));
    else if (!interrupts(line) && !isBlank(lines[end - 1] ?? '')) item.push(line.trim());
    else break;
  }
  return [item, end];
}

function cells(line: string): string[] {
  const text = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  const found: string[] = [''];
  let code = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '`') code = !code;
    if (letter === '|' && !code && text[at - 1] !== '\\') found.push('');
    else found[found.length - 1] += letter;
  }
  return found.map((cell) => cell.trim());
}

function tableAt(lines: string[], at: number): Read | undefined {
  const head = lines[at] ?? '';
  const under = lines[at + 1] ?? '';
  if (!head.includes('|') || !under.includes('-') || !under.includes('|')) return undefined;
  const columns = cells(head);
  const rules = cells(under);
  if (rules.length !== columns.length || !rules.every((rule) => /^:?-+:?$/.test(rule))) return undefined;
  const rows: Inline[][][] = [];
  let end = at + 2;
  for (; end < lines.length && (lines[end] ?? '').includes('|') && !isBlank(lines[end] ?? ''); end += 1) {
    const row = cells(lines[end] ?? '');
    rows.push(columns.map((_, column) => inlines(row[column] ?? '')));
  }
  return [{ kind: 'table', head: columns.map((column) => inlines(column)), rows }, end];
}
