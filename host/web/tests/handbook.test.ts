import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inlines, safeHref, type Inline } from '../src/handbook/inline.ts';
import { markdown, type Block } from '../src/handbook/markdown.ts';

const plain = (all: Inline[]): string =>
  all.map((one) => ('children' in one ? plain(one.children) : one.text)).join('');

function told(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `h${block.depth} ${plain(block.children)}`;
    case 'paragraph':
      return plain(block.children);
    case 'code':
      return `code ${block.text}`;
    case 'quote':
      return `quote (${block.blocks.map(told).join('; ')})`;
    case 'list':
      return `${block.ordered ? `ol ${block.start}` : 'ul'} (${block.items.map((item) => item.map(told).join('; ')).join(' | ')})`;
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(plain).join(' | ')).join(' / ');
    case 'rule':
      return 'rule';
  }
}

const read = (text: string) => markdown(text).map(told);

test('a handbook has headings without a gap, paragraphs, code, lists in lists, quotes and tables', () => {
  assert.deepEqual(read('## Connect\nTwo\nlines\n\n#### Deep\n\n## Next\n***'), ['h1 Connect', 'Two lines', 'h2 Deep', 'h1 Next', 'rule']);
  assert.deepEqual(read('```sh\na <b>\n\n# c\n```\n\n    x\n\n    y\nz'), ['code a <b>\n\n# c', 'code x\n\ny', 'z']);
  assert.deepEqual(read('3. one\n   more\n   * in\n   * it\n\n4. two\n\n       code\n- other'), [
    'ol 3 (one more; ul (in | it) | two; code code)',
    'ul (other)',
  ]);
  assert.deepEqual(read('> said\n> so\n\nafter'), ['quote (said so)', 'after']);
  assert.deepEqual(read('| a | b |\n|---|:-:|\n| `x|y` | *z* |\n| 1 |\n\nend'), ['a | b / x|y | z / 1 | ', 'end']);
  assert.deepEqual(read('a | b\nno table'), ['a | b no table']);
  assert.deepEqual(read(''), []);
});

test('HTML in a handbook is shown as text', () => {
  const script = '<script>steal()</script>';
  assert.deepEqual(markdown(script), [{ kind: 'paragraph', children: [{ kind: 'text', text: script }] }]);
  assert.deepEqual(read('<img src=x onerror=steal()>\n\n<!-- no -->'), ['<img src=x onerror=steal()>', '<!-- no -->']);
  // Nothing in the app writes HTML of its own making into a page.
  for (const name of ['HandbookText.tsx', 'Handbook.tsx'])
    assert.doesNotMatch(
      readFileSync(join(new URL('../src/handbook/', import.meta.url).pathname, name), 'utf8'),
      /dangerouslySetInnerHTML|innerHTML/,
    );
});

test('links lead to https and pictures are not loaded', () => {
  const [link] = inlines('[the **site**](https://kontor.example/a "title")');
  assert.equal(link?.kind, 'link');
  assert.equal(link?.kind === 'link' && link.href, 'https://kontor.example/a');
  assert.equal(inlines('<https://kontor.example>')[0]?.kind, 'link');
  for (const address of [
    'javascript:alert`1`',
    'JaVaScRiPt:alert',
    'http://kontor.example',
    'data:text/html,x',
    '//kontor.example',
    '/api/v1/logout',
    'https://user:word@kontor.example',
    'https://',
    'https:kontor.example',
  ]) {
    assert.equal(safeHref(address), undefined, address);
    assert.deepEqual(inlines(`[words](${address})`), [{ kind: 'text', text: 'words' }], address);
  }
  assert.deepEqual(inlines('![a map](https://kontor.example/map.png)'), [{ kind: 'text', text: 'a map' }]);
});

test('marks are marks where they are closed, and text where they are not', () => {
  assert.deepEqual(inlines('a `b*c` *d* __e__ snake_case_name 2 * 3 \\*f\\*').map((one) => one.kind), [
    'text', 'code', 'text', 'emphasis', 'text', 'strong', 'text',
  ]);
  assert.equal(plain(inlines('open `tick, *star and [bracket')), 'open `tick, *star and [bracket');
});

test('a handbook made to be slow is not', () => {
  const bytes = 256 * 1024;
  const began = performance.now();
  for (const piece of ['[', '*a ', '**', '`', '> ', '- ', '|-', '![', '<', '# ', '_a', '](', '[a](', '1. \n', '    - \n', '``` ', '\\'])
    markdown(piece.repeat(bytes / piece.length));
  assert.ok(performance.now() - began < 10_000);
});

test("the handbooks of our own plugins are read whole: nothing of them is left as marks", () => {
  const plugins = new URL('../../../plugins/', import.meta.url).pathname;
  for (const plugin of ['consent', 'kpi', 'sms', 'telephony']) {
    const blocks = markdown(readFileSync(join(plugins, plugin, 'handbook.md'), 'utf8'));
    assert.equal(blocks[0]?.kind, 'heading', plugin);
    for (const block of blocks.filter((one) => one.kind === 'paragraph'))
      assert.doesNotMatch(told(block), /^(?:#|\||```|[-*] |\d+\. )/, plugin);
  }
});
