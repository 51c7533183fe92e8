import type { ShellConstruct } from '../../model/shell.ts';
import { reverseFrom } from './shell-expansions.ts';
import { decodedFrame, endIn, type Frame, startIn } from './shell-frame.ts';
import { forEachChild, type Pipeline, type Redirection, type ScriptSyntax, type SyntaxNode } from './shell-syntax.ts';

/** A text that was parsed, and where it stands. */
export interface ParsedText {
  readonly text: string;
  readonly syntax: ScriptSyntax;
  readonly frame: Frame;
}

/** How deep is looked. */
const MAX_DEPTH = 32;

/** What a text without any construct does not hold; reads each character at most twice. */
const CHARACTERISTIC =
  /\[\[|\(\(|[<>=]\(|<<<|\$['"]|&>|>&(?![\d-])|\|&|;&|\{[^{}\s]*(?:,|\.\.)|\w\[|\b(?:function|select|coproc)\b/;

/** What stands in scripts that only some shells understand, in the order of the text. */
export function constructsIn(roots: readonly ParsedText[], text: string): readonly ShellConstruct[] {
  return CHARACTERISTIC.test(text) ? roots.flatMap(constructsOf) : [];
}

/** A node that is still to be looked at; nodes of a decoded text have another text and frame than those around it. */
interface Pending {
  readonly node: SyntaxNode;
  readonly text: string;
  readonly frame: Frame;
  readonly depth: number;
}

function constructsOf({ text, syntax, frame }: ParsedText): readonly ShellConstruct[] {
  const constructs: ShellConstruct[] = [];
  const pending: Pending[] = [{ node: syntax, text, frame, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    addConstruct(constructs, next);
    const inner = insideOf(next);
    if (inner.depth > MAX_DEPTH) continue;
    const from = pending.length;
    forEachChild(next.node, (node) => pending.push({ ...inner, node }));
    reverseFrom(pending, from);
  }
  return constructs;
}

function insideOf({ node, text, frame, depth }: Pending): Pending {
  switch (node.type) {
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticCommandExpansion': {
      const source = node.script?.source;
      if (source === undefined) return { node, text, frame, depth: depth + 1 };
      return { node, text: source, frame: decodedFrame(frame, node.pos, node.end, source), depth: depth + 1 };
    }
    case 'CompoundList':
    case 'ParameterExpansion':
    case 'BraceExpansion':
    case 'ExtendedGlob':
    case 'Glob':
      return { node, text, frame, depth: depth + 1 };
    default:
      return { node, text, frame, depth };
  }
}

function addConstruct(constructs: ShellConstruct[], { node, text, frame }: Pending): void {
  const add = (kind: ShellConstruct['kind'], start: number, end: number) =>
    constructs.push({ kind, start: startIn(frame, start), end: endIn(frame, end) });
  const { pos, end } = node;
  switch (node.type) {
    case 'TestCommand':
      return void add('double-bracket', pos, end);
    case 'ArithmeticCommand':
      return void add('arithmetic-command', pos, end);
    case 'ArithmeticFor':
      return void add('c-style-for', pos, pos + 'for'.length);
    case 'Select':
      return void add('select', pos, pos + 'select'.length);
    case 'Coproc':
      return void add('coproc', pos, pos + 'coproc'.length);
    case 'Function':
      if (text.startsWith('function', pos) && node.name.pos > pos)
        add('function-keyword', pos, pos + 'function'.length);
      return;
    case 'CaseItem':
      if (node.terminator !== undefined && node.terminator !== ';;') {
        add('case-fallthrough', end - node.terminator.length, end);
      }
      return;
    case 'Assignment':
      if (node.value.type === 'ArrayValue' || node.index !== undefined) add('array', pos, end);
      return;
    case 'ParameterExpansion':
      if (node.index !== undefined) add('array', pos, end);
      return;
    case 'ProcessSubstitution':
      return void add('process-substitution', pos, end);
    case 'BraceExpansion':
      return void add('brace-expansion', pos, end);
    case 'AnsiCQuoted':
      return void add('ansi-c-quote', pos, end);
    case 'HereString':
      return void add('here-string', pos, end);
    case 'Redirect':
      if (joinsBoth(node)) add('redirect-both', pos, end);
      return;
    case 'Pipeline':
      for (const at of pipesOfBoth(node, text)) add('pipe-both', at, at + '|&'.length);
  }
}

/** `&> file`, `&>> file` and `>& file`, which is none of `>&1` and `>&-`. */
function joinsBoth(node: Redirection): boolean {
  if (node.operator === '&>' || node.operator === '&>>') return true;
  return node.operator === '>&' && !/^(?:\d+-?|-|\$.*)$/s.test(node.target?.value ?? '-');
}

/** Where the operators `|&` of a pipe stand. */
function pipesOfBoth({ commands, operators }: Pipeline, text: string): readonly number[] {
  return operators.flatMap((operator, index) => {
    const at = operator === '|&' ? text.lastIndexOf('|&', (commands[index + 1]?.pos ?? text.length) - 1) : -1;
    return at === -1 ? [] : [at];
  });
}
