import type { FieldPath } from '../model/path.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceDocument } from '../model/source.ts';
import type { Condition } from './condition.ts';
import { ConditionCompiler, NOT_COMPILED } from './condition-compiler.ts';
import type { DocumentRuleSource } from './document-rule-schema.ts';
import { Effort } from './effort.ts';
import type { Quantified } from './for-each.ts';
import { forEachPath } from './for-each-path.ts';
import { parseJsonPath } from './json-path-parser.ts';
import type { Patterns } from './pattern.ts';
import { checkPlaces } from './places-check.ts';
import type { ProblemList } from './problem-list.ts';
import { compileTemplate, parseTemplate } from './template.ts';

/** What compiling rules over documents needs, and who hears of what does not compile. */
export interface DocumentRuleContext {
  readonly patterns: Pick<Patterns, 'compile'>;
  fault(path: FieldPath, message: string, part?: 'key' | 'value'): void;
}

/** A compiled rule over any JSON document. */
export interface DocumentRule {
  readonly id: string;
  /**
   * One problem for each place that breaks the rule; a path starts at the document. Bounded as rules over workloads are:
   * what is too much to judge breaks the rule.
   */
  judge(document: unknown): readonly Problem[];
}

/** Compiles a rule that stands at `path` and that its schema has found no fault with. */
export function compileDocumentRule(
  source: DocumentRuleSource,
  path: FieldPath,
  { patterns, fault }: DocumentRuleContext,
): DocumentRule {
  const missingPasses = source.whenMissing === 'pass';
  const effort = new Effort();
  const compiler = new ConditionCompiler<unknown>({
    missingPasses,
    effort,
    patterns,
    fault,
    builtIn: (_rule, at) => {
      fault([...at, 'rule'], 'a built-in rule judges workloads, and no documents', 'key');
      return NOT_COMPILED;
    },
  });
  const condition = compiler.rule(source, path);
  const quantified =
    source.forEach === undefined
      ? onDocument(condition)
      : forEachPath(parseJsonPath(source.forEach), missingPasses, condition, (document) => document);
  const check = checkPlaces(quantified, effort, compileTemplate(parseTemplate(source.message)));
  return {
    id: source.id,
    judge(document) {
      const problems: Problem[] = [];
      check(document, (problem) => problems.push(problem));
      return problems;
    },
  };
}

/** Reports what the schema does not see in the rules that stand as a list at `path`: ids, patterns, nesting. */
export function checkDocumentRules(
  rules: readonly DocumentRuleSource[],
  path: FieldPath,
  { document, problems, patterns }: { document: SourceDocument; problems: ProblemList; patterns: Patterns },
): void {
  const ids = new Set<string>();
  const fault: DocumentRuleContext['fault'] = (at, message, part) => problems.addAt(document, at, message, part);
  for (const [index, rule] of rules.entries()) {
    const at = [...path, index];
    if (ids.has(rule.id)) fault([...at, 'id'], `there already is a rule "${rule.id}" in this list`);
    ids.add(rule.id);
    compileDocumentRule(rule, at, { patterns, fault });
  }
}

function onDocument(condition: Condition<unknown>): Quantified<unknown> {
  return {
    judge: (document) => condition.judge(document, document),
    explain(document, tell) {
      const element = { root: document, name: 'the document' };
      condition.explain(document, [], document, (offence) => tell(offence, element));
    },
  };
}
