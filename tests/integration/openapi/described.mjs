// Each operation of an OpenAPI document says what it answers, in a schema that ajv can read.
// Usage: described.mjs URL   Prints those that do not; exit 1 if there are any.
import { Document } from './document.mjs';

const document = await Document.of(process.argv[2]);
const silent = document.undescribed();
for (const key of silent) console.log(`${key} does not say what it answers`);
for (const { key, operation } of document.operations) {
  for (const { content } of Object.values(operation.responses)) {
    const schema = content?.['application/json']?.schema;
    // Throws for what is no schema.
    if (schema) document.check(schema, null, key);
  }
}
console.log(`${document.operations.length} operations, ${silent.length} without an answer`);
process.exit(silent.length > 0 ? 1 : 0);
