import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The schema of SARIF 2.1.0, which a package of Microsoft ships whole. */
const SCHEMA = join(
  import.meta.dirname,
  '../../../node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json',
);

/** What is wrong with a SARIF document by its schema; formats of texts, such as URIs, count. */
export function sarifProblems(): (document: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
