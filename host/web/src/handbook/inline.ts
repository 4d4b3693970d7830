export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] };

/** Longer runs are shown as they stand: nobody writes such a paragraph, and looking for marks in it takes long. */
export const longestRun = 20_000;
const deepestNesting = 8;
const escapable = '\\`*_{}[]()<>#+-.!|~"';

/** The address, if it is one a link may lead to: https and nothing else. */
export function safeHref(address: string): string | undefined {
  if (!/^https:\/\/[^\s]+$/i.test(address)) return undefined;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A line of text with its marks; what is no mark, HTML too, is text. */
export function inlines(text: string, depth = 0): Inline[] {
  if (text.length > longestRun || depth > deepestNesting) return [{ kind: 'text', text }];
  return new Reader(text, depth).read();
}

interface Found {
  node: Inline[];
  end: number;
}

class Reader {
  private readonly out: Inline[] = [];
  private plain = '';
  // Marks that do not come again, so that each is looked for once.
  private readonly gone = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  read(): Inline[] {
    let at = 0;
    while (at < this.text.length) {
      if (this.text[at] === '\\' && escapable.includes(this.text[at + 1] ?? ' ')) {
        this.plain += this.text[at + 1];
        at += 2;
        continue;
      }
      const found = this.markAt(at);
      if (found === undefined) {
        this.plain += this.text[at];
        at += 1;
        continue;
      }
      this.flush();
      this.out.push(...found.node);
      at = found.end;
    }
    this.flush();
    return this.out;
  }

  private flush(): void {
    if (this.plain !== '') this.out.push({ kind: 'text', text: this.plain });
    this.plain = '';
  }

  private find(mark: string, from: number): number {
    if (this.gone.has(mark)) return -1;
    const at = this.text.indexOf(mark, from);
    if (at < 0) this.gone.add(mark);
    return at;
  }

  private markAt(at: number): Found | undefined {
    switch (this.text[at]) {
      case '`':
        return this.code(at);
      case '*':
      case '_':
        return this.stressed(at);
      case '<':
        return this.bareLink(at);
      case '!':
        return this.text[at + 1] === '[' ? this.bracketed(at + 1, true) : undefined;
      case '[':
        return this.bracketed(at, false);
      default:
        return undefined;
    }
  }

  private code(at: number): Found | undefined {
    let ticks = 1;
    while (this.text[at + ticks] === '`') ticks += 1;
    const mark = '`'.repeat(ticks);
    const end = this.find(mark, at + ticks);
    if (end < 0) return undefined;
    const inner = this.text.slice(at + ticks, end);
    const padded = inner.length > 2 && inner.startsWith(' ') && inner.endsWith(' ');
    return { node: [{ kind: 'code', text: padded ? inner.slice(1, -1) : inner }], end: end + ticks };
  }

  private stressed(at: number): Found | undefined {
    const letter = this.text.charAt(at);
    const mark = this.text[at + 1] === letter ? letter + letter : letter;
    const from = at + mark.length;
    // snake_case is a word.
    if (letter === '_' && /\w/.test(this.text[at - 1] ?? ' ')) return undefined;
    if (/\s/.test(this.text[from] ?? ' ')) return undefined;
    const end = this.find(mark, from + 1);
    if (end < 0 || /\s/.test(this.text.charAt(end - 1))) return undefined;
    const children = inlines(this.text.slice(from, end), this.depth + 1);
    return { node: [{ kind: mark.length === 2 ? 'strong' : 'emphasis', children }], end: end + mark.length };
  }

  private bareLink(at: number): Found | undefined {
    const end = this.find('>', at);
    const href = end < 0 ? undefined : safeHref(this.text.slice(at + 1, end));
    if (href === undefined) return undefined;
    return { node: [{ kind: 'link', href, children: [{ kind: 'text', text: this.text.slice(at + 1, end) }] }], end: end + 1 };
  }

  /** A link, or the words of a picture: pictures are not loaded. */
  private bracketed(at: number, picture: boolean): Found | undefined {
    const middle = this.find('](', at);
    const end = middle < 0 ? -1 : this.find(')', middle);
    if (end < 0) return undefined;
    const inner = this.text.indexOf('[', at + 1);
    if (inner >= 0 && inner < middle) return undefined;
    const words = this.text.slice(at + 1, middle);
    const href = picture ? undefined : safeHref(this.text.slice(middle + 2, end).trim().split(/\s/, 1)[0] ?? '');
    const children = inlines(words, this.depth + 1);
    return { node: href === undefined ? children : [{ kind: 'link', href, children }], end: end + 1 };
  }
}
