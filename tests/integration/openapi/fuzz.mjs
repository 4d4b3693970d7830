// Throws bad input at every route of an OpenAPI document, as every role, and checks each answer
// against the document. Usage: fuzz.mjs URL ROLES.json SEED ROUNDS
// ROLES.json: {"role": {"header": "value"}}. Prints what broke its word; exit 1 if anything did.
//
// Properties: an answer comes within ten seconds; none is a 5xx but 503 (this host has no market
// and no mail server); each answer is one the document says: status, media type and schema, a
// refusal as application/problem+json.
import { readFileSync } from 'node:fs';
import { Document } from './document.mjs';

const [base, rolesFile, seed, rounds] = process.argv.slice(2);
const roles = JSON.parse(readFileSync(rolesFile, 'utf8'));
const kTimeoutMs = 10_000;
// They end the session the fuzzer runs with: asked last.
const kLast = new Set(['POST /api/v1/logout', 'POST /api/v1/password']);

let state = Number(seed) >>> 0;
function random(below) {
  // mulberry32: the same seed gives the same requests.
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}
const one = (list) => list[random(list.length)];
// Ids that answers held: with them input reaches what a random id never does.
const ids = [];
function harvest(value, depth = 0) {
  if (depth > 4 || value === null || typeof value !== 'object') return;
  if (typeof value.id === 'string' && ids.length < 300) ids.push(value.id);
  for (const inner of Object.values(value)) harvest(inner, depth + 1);
}

const kTexts = ['', ' ', 'x', 'person', 'deal', '0', '-1', '../../etc/passwd', "' OR 1=1 --", '%00',
  '\u0000', '\ud800', '\u202e', 'ÅÄÖ', '*', '{}', 'null', 'true', '9'.repeat(40), 'a'.repeat(3000),
  '00000000-0000-7000-8000-000000000000', '[{"field":"name","op":"eq","value":1}]', '[[[[[[[[1]]]]]]]]',
  '=cmd|x!A0', '2026-02-30', '1e999', '{"$ref":"#"}', '<script>', '\r\nX-Bad: 1', '@me'];
const kNumbers = [0, -1, 1, 0.5, 1e15, -1e15, 2 ** 53, 1e308, 4294967296];

function anything(depth = 0) {
  const kind = random(depth > 3 ? 5 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random(2) === 1;
  if (kind === 2) return one(kNumbers);
  if (kind <= 4) return one(kTexts);
  if (kind === 5) return Array.from({ length: random(4) }, () => anything(depth + 1));
  if (kind === 6) return { [one(kTexts)]: anything(depth + 1), name: anything(depth + 1) };
  let deep = 1;
  for (let i = 0; i < 200; ++i) deep = [deep];
  return deep;
}

// A value the schema takes, so that the input comes as far as the handler.
function fitting(schema = {}, depth = 0) {
  if (schema.enum) return one(schema.enum);
  if (schema.const !== undefined) return schema.const;
  const type = Array.isArray(schema.type) ? one(schema.type) : schema.type;
  switch (type) {
    case 'string': {
      const text = one(kTexts).slice(0, schema.maxLength ?? 4000);
      return text.padEnd(schema.minLength ?? 0, 'a');
    }
    case 'integer':
      return Math.trunc(Math.min(schema.maximum ?? 1e15, Math.max(schema.minimum ?? -1e15, one(kNumbers))));
    case 'number':
      return one(kNumbers);
    case 'boolean':
      return random(2) === 1;
    case 'null':
      return null;
    case 'array': {
      const count = Math.max(schema.minItems ?? 0, random(3));
      return Array.from({ length: count }, () => (schema.items ? fitting(schema.items, depth + 1) : anything(depth + 1)));
    }
    default: {
      if (!schema.properties) return depth > 4 ? {} : { name: anything(2), [one(kTexts)]: anything(2) };
      const made = {};
      for (const [name, of] of Object.entries(schema.properties)) {
        if ((schema.required ?? []).includes(name) || random(2) === 1) made[name] = fitting(of, depth + 1);
      }
      return made;
    }
  }
}

// Nothing, broken text, any JSON, or one that fits but for one place.
function body_for(schema) {
  switch (random(6)) {
    case 0:
      return { type: 'application/json', text: one(['{', '[]', '"', '\u0000', '{"a":1,"a":2}', '{"fields":', 'nul']) };
    case 1:
      return { type: one(['text/plain', 'application/xml', '']), text: one(kTexts) };
    case 2:
      return { type: 'application/json', text: JSON.stringify(anything()) };
    case 3: {
      const made = fitting(schema);
      if (made && typeof made === 'object' && !Array.isArray(made)) {
        const names = Object.keys(made);
        if (names.length > 0) made[one(names)] = anything();
      }
      return { type: 'application/json', text: JSON.stringify(made) };
    }
    default:
      return { type: 'application/json', text: JSON.stringify(fitting(schema)) };
  }
}

const document = await Document.of(base);

let asked = 0;
const broken = [];
const reached = new Map(); // Status class by route, to show that input gets in.

async function ask(role, of) {
  const { method, path, operation } = of;
  let target = path;
  for (const name of path.matchAll(/\{(\w+)\}/g)) {
    let value = one(kTexts);
    if (name[1] === 'entity' && random(3) > 0) value = one(['person', 'deal', 'view']);
    if (name[1] === 'id' && ids.length > 0 && random(2) === 0) value = one(ids);
    // A lone surrogate is no URL.
    target = target.replace(name[0], encodeURIComponent(value.toWellFormed?.() ?? value.replace(/[\ud800-\udfff]/g, '')) || 'x');
  }
  const query = [];
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === 'query' && random(2) === 1) {
      const value = one(kTexts).replace(/[\ud800-\udfff]/g, '');
      query.push(`${parameter.name}=${encodeURIComponent(value)}`);
    }
  }
  if (random(10) === 0) query.push('unknown=1');
  const url = `${base}${target}${query.length ? `?${query.join('&')}` : ''}`;
  const headers = { ...roles[role] };
  const init = { method, headers, signal: AbortSignal.timeout(kTimeoutMs), redirect: 'manual' };
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (method !== 'GET' && (schema || random(4) === 0)) {
    const body = body_for(schema);
    init.body = body.text;
    if (body.type) headers['content-type'] = body.type;
  }
  if (random(8) === 0) headers['if-match'] = one(['"1"', 'x', '*', '"999999999999999999999"']);
  if (random(8) === 0) headers['idempotency-key'] = one(['k', 'k'.repeat(300), 'k'.repeat(5)]);
  const say = (why) => broken.push(`${role} ${method} ${url} ${String(init.body ?? '').slice(0, 300)}\n    ${why}`);
  ++asked;
  let answer;
  let text = null;
  try {
    answer = await fetch(url, init);
    // A stream of events has no end.
    if (answer.headers.get('content-type') === 'text/event-stream') await answer.body.cancel();
    else text = await answer.text();
  } catch (problem) {
    say(`no answer: ${problem.name} ${problem.cause ?? problem.message}`);
    return;
  }
  const kind = Math.floor(answer.status / 100);
  reached.set(`${method} ${path}`, (reached.get(`${method} ${path}`) ?? new Set()).add(kind));
  if (answer.status >= 500 && answer.status !== 503) say(`${answer.status} ${text.slice(0, 500)}`);
  const type = answer.headers.get('content-type') ?? '';
  for (const fault of document.answer(of, { status: answer.status, type, text })) say(`${fault} ${text?.slice(0, 300)}`);
  if (kind === 2 && type.startsWith('application/json')) harvest(JSON.parse(text));
}

const last = document.operations.filter(({ key }) => kLast.has(key));
const first = document.operations.filter(({ key }) => !kLast.has(key));
for (let round = 0; round < Number(rounds); ++round) {
  for (const role of Object.keys(roles)) {
    for (const of of first) await ask(role, of);
  }
}
for (const role of Object.keys(roles)) {
  for (const of of last) await ask(role, of);
}
if (reached.size !== document.operations.length) broken.push(`only ${reached.size} of ${document.operations.length} operations were reached`);
const inside = [...reached.values()].filter((kinds) => kinds.has(2)).length;
console.log(`${asked} requests to ${reached.size} routes, ${inside} of them answered 2xx, ${broken.length} broken`);
for (const line of broken.slice(0, 30)) console.log(line);
process.exit(broken.length > 0 ? 1 : 0);
