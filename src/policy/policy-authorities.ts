import type { Authority } from '../model/image-policy.ts';
import type { FieldPath } from '../model/path.ts';
import { type AuthorityContext, compileAuthority } from './compile-authority.ts';
import type { ImagePolicySource } from './image-policy-schema.ts';

/** The authorities of an image policy, compiled. */
export interface PolicyAuthorities {
  /** Who may sign; each may attest as well. */
  readonly signing: readonly Authority[];
  /** Who may only attest. */
  readonly attesting: readonly Authority[];
  /** Nothing is wrong with any of them. */
  readonly areSound: boolean;
}

const SIGNING: FieldPath = ['spec', 'require', 'signatures'];
/** Where a policy names those who may only attest. */
export const ATTESTING: FieldPath = ['spec', 'authorities'];

/** Compiles the authorities of a policy. What is wrong with them goes to the list of problems. */
export function compileAuthorities({ spec }: ImagePolicySource, context: AuthorityContext): PolicyAuthorities {
  const { authorities = [], require } = spec;
  const { signatures = [] } = require;
  const before = context.problems.count;
  checkNames([...placed(signatures, SIGNING), ...placed(authorities, ATTESTING)], context);
  const signing = signatures.map((source, index) => compileAuthority(source, [...SIGNING, index], context));
  const attesting = authorities.map((source, index) => compileAuthority(source, [...ATTESTING, index], context));
  return { signing, attesting, areSound: context.problems.count === before };
}

interface PlacedName {
  readonly name: string;
  readonly path: FieldPath;
}

function placed(sources: readonly { readonly name: string }[], path: FieldPath): readonly PlacedName[] {
  return sources.map(({ name }, index) => ({ name, path: [...path, index, 'name'] }));
}

/** Explanations name authorities, and so do attestations. */
function checkNames(all: readonly PlacedName[], { document, problems }: AuthorityContext): void {
  const names = new Set<string>();
  for (const { name, path } of all) {
    if (names.has(name)) problems.addAt(document, path, `the policy already has an authority "${name}"`);
    names.add(name);
  }
}
