// Lints an OpenAPI document with Redocly's recommended rules. Usage: lint.mjs URL
// Prints each problem; exit 1 if there is an error.
import openapi from '@redocly/openapi-core';

const { createConfig, lintFromString } = openapi;

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    // A host has no licence of its own to name, and runs wherever it is installed.
    'info-license': 'off',
    'info-license-url': 'off',
    // Refusals are one problem+json response under `default`.
    'operation-4xx-response': 'off',
    // The literal path always wins in our router.
    'no-ambiguous-paths': 'off',
    'operation-operationId-unique': 'error',
    'operation-summary': 'error',
    'path-parameters-defined': 'error',
    'security-defined': 'error',
  },
});

const answer = await fetch(new URL('/openapi.json', process.argv[2]));
const problems = await lintFromString({ source: await answer.text(), config });
for (const problem of problems) {
  const place = problem.location[0]?.pointer ?? '';
  console.log(`${problem.severity} ${problem.ruleId} ${place}: ${problem.message}`);
}
process.exit(problems.some((problem) => problem.severity === 'error') ? 1 : 0);
