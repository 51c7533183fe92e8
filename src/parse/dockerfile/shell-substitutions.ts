import { reverseFrom } from './shell-expansions.ts';
import { forEachChild, type ScriptSyntax, type SyntaxNode } from './shell-syntax.ts';

/** A `$(..)`, backticks or `<(..)`. */
export type Substitution = SyntaxNode & { readonly script: ScriptSyntax | undefined };

/**
 * Calls back with each substitution in a part of a command, in their order, and how deep it stands in expansions that stand
 * in each other; what is deeper than `maxDepth` is given with that depth and without being looked into.
 */
export function forEachSubstitution(
  root: SyntaxNode,
  depth: number,
  maxDepth: number,
  found: (node: Substitution | undefined, depth: number) => void,
): void {
  const pending: { readonly node: SyntaxNode; readonly depth: number }[] = [{ node: root, depth }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    if (depth >= maxDepth) {
      found(undefined, depth);
      continue;
    }
    if (
      node.type === 'CommandExpansion' ||
      node.type === 'ProcessSubstitution' ||
      node.type === 'ArithmeticCommandExpansion'
    ) {
      found(node, depth);
      continue;
    }
    const inner = nestsWords(node) ? depth + 1 : depth;
    const from = pending.length;
    forEachChild(node, (child) => pending.push({ node: child, depth: inner }));
    reverseFrom(pending, from);
  }
}

/** Whether words may stand in a part that may itself be a part of a word. */
function nestsWords({ type }: SyntaxNode): boolean {
  return type === 'ParameterExpansion' || type === 'ExtendedGlob' || type === 'Glob' || type === 'BraceExpansion';
}
