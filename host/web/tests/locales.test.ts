import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Tree = { [key: string]: string | Tree };

const source = new URL('../src/', import.meta.url).pathname;
const languages = ['en', 'ru', 'sv', 'da'];
const plural = /_(zero|one|two|few|many|other)$/;

function flat(tree: Tree, path = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
  );
  return new Map(entries);
}

function locale(language: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(join(source, 'locales', `${language}.json`), 'utf8')) as Tree);
}

function components(folder = source): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return components(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const words = new Map(languages.map((language) => [language, locale(language)]));
const english = words.get('en')!;
const bare = (key: string) => key.replace(plural, '');
const parameters = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

for (const language of languages) {
  const here = words.get(language)!;

  test(`${language} has every key and none besides`, () => {
    const wanted = new Set([...english.keys()].map(bare));
    const present = new Set([...here.keys()].map(bare));
    assert.deepEqual([...wanted].filter((key) => !present.has(key)), [], 'missing');
    assert.deepEqual([...present].filter((key) => !wanted.has(key)), [], 'unknown');
  });

  test(`${language} has each plural form its grammar needs`, () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = new Set([...english.keys()].filter((key) => plural.test(key)).map(bare));
    const missing = [...counted].flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !here.has(key));
    assert.deepEqual(missing, []);
  });

  test(`${language} uses the same values in each sentence`, () => {
    for (const [key, text] of here) {
      const model = english.get(key) ?? english.get(`${bare(key)}_other`) ?? '';
      assert.deepEqual(parameters(text), parameters(model), key);
      assert.notEqual(text.trim(), '', key);
    }
  });
}

test('every key a component names exists, and every key that exists is named', () => {
  const named = new Set<string>();
  const stems: string[] = [];
  for (const file of components()) {
    const text = readFileSync(file, 'utf8');
    for (const [, key] of text.matchAll(/['"]([a-z][A-Za-z]*(?:\.[A-Za-z_]+)+)['"]/g)) named.add(key!);
    for (const [, stem] of text.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z_]+)*\.)\$\{/g)) stems.push(stem!);
    for (const [, key] of text.matchAll(/\bt\(\s*'([^']+)'/g)) {
      assert.ok([...english.keys()].some((one) => bare(one) === key), `${key} in ${file}`);
    }
  }
  const unused = [...english.keys()].map(bare).filter((key) => !named.has(key) && !stems.some((stem) => key.startsWith(stem)));
  assert.deepEqual(unused, []);
});

test('no component holds words of its own', () => {
  const literal = />\s*([A-Za-zА-Яа-я][^<>{}=;()]*[A-Za-zА-Яа-я.!?…])\s*<\//g;
  const attribute = /\b(?:aria-label|title|label|placeholder|description|alt|caption)="([^"]+)"/g;
  for (const file of components().filter((path) => path.endsWith('.tsx'))) {
    const text = readFileSync(file, 'utf8');
    const found = [...text.matchAll(literal), ...text.matchAll(attribute)].map((match) => match[1]);
    assert.deepEqual(found, [], file);
  }
});

test('every plugin of ours says the same in every language', () => {
  const plugins = new URL('../../../plugins/', import.meta.url).pathname;
  const folders = readdirSync(plugins, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(folders.length >= 4);
  const read = (...path: string[]) => JSON.parse(readFileSync(join(plugins, ...path), 'utf8')) as Tree;
  for (const { name } of folders) {
    const model = flat(read(name, 'locales', 'en.json'));
    for (const language of languages) {
      const here = flat(read(name, 'locales', `${language}.json`));
      assert.deepEqual([...here.keys()].sort(), [...model.keys()].sort(), `${name} in ${language}`);
      for (const text of here.values()) assert.notEqual(text.trim(), '');
    }
    // A text of the manifest stands in all languages or in none.
    const complete = (tree: Tree, place: string): void => {
      if (typeof tree['en'] === 'string') assert.deepEqual(Object.keys(tree).sort(), [...languages].sort(), place);
      for (const [key, inner] of Object.entries(tree))
        if (typeof inner === 'object' && inner !== null) complete(inner, `${place}/${key}`);
    };
    complete(read(name, 'manifest.json'), name);
  }
});
