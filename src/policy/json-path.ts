import { formatPath } from '../model/path.ts';

/**
 * The subset of JSONPath (RFC 9535) that policies may use: `$`, `.name`, `['name']`, `["name"]`, `[0]`,
 * `[start:end:step]`, `.*`, `[*]` and one `..`. Everything else is refused by name, because a path that
 * silently finds nothing is a rule that silently passes.
 */
export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number; readonly end: number | undefined; readonly step: number }
  | { readonly kind: 'wildcard' };

/** One step of a path: to the children that `select` picks, of any depth where `deep` is set (`..`). */
export interface PathStep {
  readonly select: Selector;
  readonly deep: boolean;
}

/** A path from `$`; empty for `$` itself. */
export type JsonPath = readonly PathStep[];

/** Why a text is not such a path. The message names the column inside the path. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** The step in the notation of `formatPath`, with what `formatPath` cannot say: `[*]`, `[0:2]`, `..name`. */
export function formatStep({ select, deep }: PathStep): string {
  const text = formatSelector(select);
  if (deep) return text.startsWith('.') ? `.${text}` : `..${text}`;
  return text;
}

function formatSelector(select: Selector): string {
  switch (select.kind) {
    case 'name': {
      const field = formatPath([select.name]);
      return field.startsWith('[') ? field : `.${field}`;
    }
    case 'index':
      return `[${select.index}]`;
    case 'slice':
      return `[${select.start}:${select.end ?? ''}${select.step === 1 ? '' : `:${select.step}`}]`;
    case 'wildcard':
      return '[*]';
  }
}

/** True for a path that ends in a choice of children, so that its matches are elements already. */
export function endsInElements(path: JsonPath): boolean {
  const last = path.at(-1)?.select.kind;
  return last === 'wildcard' || last === 'slice';
}

/** The place that is meant: an existing one and the rest of the path, which leads nowhere. */
export function joinPlace(existing: string, rest: string): string {
  return existing === '' && rest.startsWith('.') && !rest.startsWith('..') ? rest.slice(1) : existing + rest;
}
