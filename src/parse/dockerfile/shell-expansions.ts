import type { Expansion } from '../../model/shell.ts';
import { endIn, type Frame, startIn } from './shell-frame.ts';
import { forEachChild, type ParameterExpansionPart, type SyntaxNode, type WordPart } from './shell-syntax.ts';

/** How deep expansions in expansions (`${a:-${b}}`) are looked at. */
const MAX_DEPTH = 32;

/** Whether none of the parts of a word is replaced by the shell. */
export function isLiteral(text: string, parts: readonly WordPart[] | undefined): boolean {
  if (text.startsWith('~')) return false;
  return parts === undefined || parts.every(isLiteralPart);
}

function isLiteralPart(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return true;
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.every(({ type }) => type === 'Literal');
    default:
      return false;
  }
}

/** A part that is still to be looked at. */
interface Pending {
  readonly node: SyntaxNode;
  readonly quoted: boolean;
  readonly depth: number;
}

/** Expansions in a part of a command, in their order, those inside of `${x:-$y}` too, but not those of commands in it. */
export function expansionsIn(root: SyntaxNode, frame: Frame, unsplit: boolean): readonly Expansion[] {
  const expansions: Expansion[] = [];
  const pending: Pending[] = [{ node: root, quoted: unsplit, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, quoted, depth } = next;
    const expansion = expansionOf(node, frame, quoted);
    if (expansion !== undefined) expansions.push(expansion);
    if (depth >= MAX_DEPTH || expansion?.kind === 'command') continue;
    const inner =
      quoted || node.type === 'DoubleQuoted' || node.type === 'LocaleString' || node.type === 'ArithmeticExpansion';
    const deeper = depth + (node.type === 'ParameterExpansion' || node.type === 'BraceExpansion' ? 1 : 0);
    const from = pending.length;
    forEachChild(node, (child) => pending.push({ node: child, quoted: inner, depth: deeper }));
    reverseFrom(pending, from);
  }
  return expansions;
}

/** Turns the end of a list round: what was pushed first is popped first. */
export function reverseFrom<T>(list: T[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--) {
    const kept = list[low] as T;
    list[low] = list[high] as T;
    list[high] = kept;
  }
}

function expansionOf(node: SyntaxNode, frame: Frame, quoted: boolean): Expansion | undefined {
  const at = (kind: Expansion['kind'], name: string, guarded: boolean): Expansion => ({
    kind,
    name,
    quoted,
    guarded,
    start: startIn(frame, node.pos),
    end: endIn(frame, node.end),
  });
  switch (node.type) {
    case 'SimpleExpansion':
      return at('variable', node.text.slice(1), false);
    case 'ParameterExpansion':
      return at('variable', node.parameter, isGuarded(node));
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticCommandExpansion':
      return at('command', '', false);
    case 'ArithmeticExpansion':
      return at('arithmetic', '', false);
    default:
      return undefined;
  }
}

function isGuarded({ operation }: ParameterExpansionPart): boolean {
  return operation?.type === 'Default';
}
