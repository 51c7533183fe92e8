import type { CompiledPolicy } from '../model/policy.ts';
import type { Schema } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ProblemList } from './problem-list.ts';
import { checkDocument } from './schema-check.ts';

/** A document with what its schema read from it. */
export interface Read<Source> {
  readonly document: SourceDocument;
  readonly source: Source;
}

/** The documents that the schema finds no fault with. */
export function readAll<Source>(
  documents: readonly SourceDocument[],
  schema: Schema<Source>,
  problems: ProblemList,
): readonly Read<Source>[] {
  return documents.flatMap((document) => {
    const source = checkDocument(document, schema, problems);
    return source === undefined ? [] : [{ document, source }];
  });
}

/** A document in its three states: as written, as checked, as compiled. */
export interface Loaded<Source, Compiled> {
  readonly document: SourceDocument;
  readonly source: Source;
  readonly compiled: Compiled;
}

/** The first of the documents; whoever has more is told. */
export function atMost(
  most: number,
  documents: readonly SourceDocument[],
  what: string,
  problems: ProblemList,
): readonly SourceDocument[] {
  const next = documents[most];
  if (next !== undefined) problems.addAt(next, [], `there are more than ${most} ${what}`);
  return documents.slice(0, most);
}

/** Nothing names these documents, so that names may be given twice. */
export function byContent(one: Read<unknown>, other: Read<unknown>): number {
  return canonicalJson(one.source) < canonicalJson(other.source) ? -1 : 1;
}

export function byName(one: { compiled: { name: string } }, other: { compiled: { name: string } }): number {
  return one.compiled.name < other.compiled.name ? -1 : 1;
}

/** Findings, reports and exceptions name documents, so that names are unique over all files. */
export function checkNames(
  loaded: readonly Loaded<unknown, { readonly name: string; readonly source: CompiledPolicy['source'] }>[],
  what: string,
  problems: ProblemList,
): void {
  const first = new Map<string, CompiledPolicy['source']>();
  for (const { document, compiled } of loaded) {
    const earlier = first.get(compiled.name);
    if (earlier === undefined) {
      first.set(compiled.name, compiled.source);
      continue;
    }
    const place = `${earlier.file}:${earlier.line}:${earlier.column}`;
    const article = what === 'exception' ? 'an' : 'a';
    problems.addAt(
      document,
      ['metadata', 'name'],
      `there already is ${article} ${what} "${compiled.name}", at ${place}`,
    );
  }
}
