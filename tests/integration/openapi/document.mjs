// An OpenAPI document of ours as a judge of exchanges: which operation was meant, and what in the
// request or the answer is not as the document has it. ajv reads the schemas.
import Ajv from 'ajv/dist/2020.js';

const ajv = new Ajv({ strict: false, validateFormats: true, formats: { 'date-time': isMoment } });

function isMoment(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The media type of a header, without its parameters. */
export function mediaOf(header) {
  return (header ?? '').split(';')[0].trim().toLowerCase();
}

export class Document {
  constructor(document) {
    this.document = document;
    this.compiled = new Map();
    this.operations = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [verb, operation] of Object.entries(methods)) {
        const rest = path === '/{path}';
        // A last {path} takes all that is left.
        const names = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{path\}$/, '.+').replaceAll(/\{\w+\}/g, '[^/]*');
        this.operations.push({
          key: `${verb.toUpperCase()} ${path}`,
          method: verb.toUpperCase(),
          path,
          pattern: new RegExp(`^${names}$`),
          literal: path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length - (rest ? 100 : 0),
          operation,
        });
      }
    }
    // The literal path wins.
    this.operations.sort((one, other) => other.literal - one.literal);
  }

  static async of(origin) {
    return new Document(await (await fetch(new URL('/openapi.json', origin))).json());
  }

  /** The operation of a request; nothing where the document has none. */
  find(method, path) {
    return this.operations.find((one) => one.method === method && one.pattern.test(path));
  }

  /** Operations that do not say what they answer. */
  undescribed() {
    return this.operations.filter(({ operation }) => {
      const { default: problem, ...said } = operation.responses;
      const told = Object.entries(said);
      return told.length === 0 || told.some(([status, answer]) => status.startsWith('2') && status !== '204' && !answer.content);
    }).map(({ key }) => key);
  }

  check(schema, value, name) {
    if (!this.compiled.has(schema)) this.compiled.set(schema, ajv.compile(schema));
    const validate = this.compiled.get(schema);
    return validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors, { dataVar: 'it' })}`];
  }

  problem(text) {
    const { schema } = this.document.components.responses.Problem.content['application/problem+json'];
    try {
      return this.check(schema, JSON.parse(text), 'problem');
    } catch {
      return ['the problem is no JSON'];
    }
  }

  /** What is wrong with an answer: {status, type, text}; text is null where it was not read. */
  answer({ key, path, operation }, { status, type, text }) {
    const media = mediaOf(type);
    // What plugins answer under their webhooks and pages is their own.
    const foreign = path.startsWith('/p/') || path.startsWith('/api/v1/hooks/');
    if (status >= 400) {
      if (foreign) return [];
      if (media !== 'application/problem+json') return [`${status} as ${media}`];
      return text === null ? [] : this.problem(text);
    }
    if (status === 304) return [];
    const said = operation.responses[String(status)] ?? (status < 300 ? operation.responses['2XX'] : undefined);
    if (!said) return foreign ? [] : [`${key} answers ${status}, which is not said`];
    if (status === 204) return text ? ['a 204 with a body'] : [];
    if (status === 302 || text === null) return [];
    const contents = said.content ?? {};
    const content = contents[media] ?? contents['*/*'];
    if (!content) return [`${media} is not among ${Object.keys(contents).join(', ')}`];
    // A file of any type is not read, be it JSON.
    if (media !== 'application/json' || contents[media] === undefined) return [];
    try {
      return this.check(content.schema, JSON.parse(text), 'answer');
    } catch {
      return ['the answer is no JSON'];
    }
  }

  /** What is wrong with a request that was taken: {query, type, text}. */
  request({ operation }, { query, type, text }) {
    const wrong = [];
    const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const open = named.some(({ schema }) => schema.type === 'object');
    for (const name of query.keys()) {
      if (!open && !named.some((parameter) => parameter.name === name)) wrong.push(`query ${name} is not said`);
    }
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    if (schema && mediaOf(type) === 'application/json') wrong.push(...this.check(schema, JSON.parse(text), 'request'));
    return wrong;
  }
}
