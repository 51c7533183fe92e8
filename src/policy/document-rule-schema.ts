import { choice, optional, type RecordOf, type Schema, type TextCheck, text } from '../model/schema.ts';
import { FOR_EACH_WORDS } from './for-each.ts';
import { checkJsonPath } from './json-path-parser.ts';
import { type AssertSource, conditionForms, RULE_FIELDS } from './own-rule-schema.ts';

/** What a rule over documents asks for: as in rules over workloads, without built-in rules. */
export type DocumentCondition =
  | { readonly assert: AssertSource }
  | { readonly any: readonly DocumentCondition[] }
  | { readonly all: readonly DocumentCondition[] }
  | { readonly not: DocumentCondition };

/** A rule of a policy's own over any JSON document, where `$` is the document. */
export type DocumentRuleSource = RecordOf<typeof DOCUMENT_FIELDS> & DocumentCondition;

const checkForEach: TextCheck = (path) => {
  const words: readonly string[] = FOR_EACH_WORDS;
  return words.includes(path)
    ? 'is a list of workloads; here a JSONPath that starts with $ is needed'
    : checkJsonPath(path);
};

const DOCUMENT_FIELDS = {
  ...RULE_FIELDS,
  forEach: optional(
    text('JSONPath of a list whose elements are judged one by one; $ is then the element', {
      maxLength: 256,
      check: checkForEach,
      examples: ['$.materials', '$.reviews[*]'],
    }),
  ),
};

/** The schema of one rule over documents. Patterns and nesting are for `checkDocumentRules`. */
export function documentRuleSchema(): Schema<DocumentRuleSource> {
  const condition: Schema<DocumentCondition> = choice('condition', 'A condition on a document', () =>
    conditionForms({}, condition),
  );
  return choice('rule', 'A rule of your own over a document', () => conditionForms(DOCUMENT_FIELDS, condition));
}
