import { printable } from '../../model/printable.ts';
import type { ShellCommand, ShellPipe, ShellScript } from '../../model/shell.ts';
import { type Join, SyntaxCommand } from './shell-command.ts';
import type { ParsedText } from './shell-constructs.ts';
import { endIn, type Frame, maySubstitute, startIn } from './shell-frame.ts';
import { atTop, inText, type Place, type ScriptSetting, substituted } from './shell-place.ts';
import { forEachSubstitution } from './shell-substitutions.ts';
import {
  type Command,
  type CommandNode,
  type CompoundList,
  forEachChild,
  type HereDoc,
  type Pipeline,
  type PipelineNode,
  parseSyntax,
  type Redirection,
  type ScriptSyntax,
  type Statement,
  type SyntaxNode,
} from './shell-syntax.ts';
import { heredocText, hereStringOf, readsScript, type ScriptText, scriptTextOf } from './shell-text.ts';

/** How deep groups, loops and substitutions in each other are looked at. */
const MAX_DEPTH = 32;

/** How deep texts of `sh -c` in each other are looked at. */
const MAX_TEXTS = 3;

/** How many characters of substitutions are looked at together: each is parsed again for every one that it stands in. */
const MAX_SUBSTITUTED = 1_048_576;

/** More errors say nothing new. */
const MAX_ERRORS = 100;

/** One walk over the syntax tree of a script, which finds all simple commands and pipes. */
export class ShellWalk {
  readonly commands: ShellCommand[] = [];
  readonly pipes: ShellPipe[] = [];
  readonly errors: { message: string; start: number; end: number }[] = [];
  /** The script itself, and the texts in it that are in the same language. */
  readonly roots: ParsedText[] = [];
  truncated = false;
  #substituted = 0;
  readonly #script: ShellScript;
  readonly #text: string;
  readonly #setting: ScriptSetting;

  constructor(script: ShellScript, text: string, setting: ScriptSetting) {
    this.#script = script;
    this.#text = text;
    this.#setting = setting;
  }

  /** Fills everything. Called once. */
  read(): void {
    this.#root(this.#text, atTop(this.#text, this.#setting));
    sortByStart(this.commands);
  }

  #root(text: string, place: Place): void {
    const syntax = parseSyntax(text);
    if (place.dialect === this.#script.dialect) this.roots.push({ text, syntax, frame: place.frame });
    this.#syntax(syntax, place);
  }

  #syntax(syntax: ScriptSyntax, place: Place): void {
    for (const { message, pos } of syntax.errors ?? []) this.#error(message, pos, pos + 1, place.frame);
    this.#statements(syntax.commands, place);
  }

  #error(message: string, pos: number, to: number, frame: Frame): void {
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push({ message: printable(message), start: startIn(frame, pos), end: endIn(frame, to) });
  }

  #list(list: CompoundList, place: Place, changes: Partial<Place> = {}): void {
    if (place.depth >= MAX_DEPTH) {
      this.truncated = true;
      return;
    }
    this.#statements(list.commands, { ...place, ...changes, depth: place.depth + 1 });
  }

  #statements(statements: readonly Statement[], place: Place): void {
    let before: Join = '';
    for (let index = 0; index < statements.length; index++) {
      const { command, background } = statements[index] as Statement;
      const last = index === statements.length - 1;
      const after = background === true ? '&' : last ? '' : ';';
      this.#andOr(command, place, before, after);
      before = after;
    }
  }

  #andOr(node: Statement['command'], place: Place, before: Join, after: Join): void {
    if (node.type !== 'AndOr') {
      this.#pipeline(node, place, before, after);
      return;
    }
    const { commands, operators } = node;
    for (let index = 0; index < commands.length; index++) {
      const joined = index === 0 ? before : (operators[index - 1] as Join);
      const inner = joined === '||' && index > 0 && !place.conditional ? { ...place, conditional: true } : place;
      this.#pipeline(commands[index] as PipelineNode, inner, joined, operators[index] ?? after);
    }
  }

  #pipeline(node: PipelineNode, place: Place, before: Join, after: Join): void {
    if (node.type !== 'Pipeline') this.#node(node, place, before, after);
    else if (node.operators.length > 0) this.#pipe(node, place, before, after);
    else for (const command of node.commands) this.#node(command, place, before, after);
  }

  #pipe(node: Pipeline, place: Place, before: Join, after: Join): void {
    const parts: ShellCommand[][] = node.commands.map(() => []);
    const pipe = { parts, start: startIn(place.frame, node.pos), end: endIn(place.frame, node.end) };
    this.pipes.push(pipe);
    for (let index = 0; index < parts.length; index++) {
      const collector = { commands: parts[index] as ShellCommand[], outer: place.collector };
      const inner = { ...place, pipe, pipePlace: index, collector };
      this.#node(node.commands[index] as CommandNode, inner, before, after);
    }
  }

  #node(node: CommandNode, place: Place, before: Join, after: Join): void {
    switch (node.type) {
      case 'Command':
        this.#command(node, place, before, after);
        return;
      case 'Redirected':
        this.#node(node.command, place, before, after);
        for (const redirect of node.redirects) this.#redirect(redirect, place);
        return;
      case 'Subshell':
        this.#list(node.body, place, { nesting: place.nesting + 1 });
        return;
      case 'BraceGroup':
        this.#list(node.body, place);
        return;
      case 'If':
        this.#list(node.clause, place);
        this.#list(node.then, place, { conditional: true });
        for (const { clause, then } of node.elif) {
          this.#list(clause, place, { conditional: true });
          this.#list(then, place, { conditional: true });
        }
        if (node.else !== undefined) this.#list(node.else, place, { conditional: true });
        return;
      case 'While':
        this.#list(node.clause, place);
        this.#list(node.body, place, { conditional: true });
        return;
      case 'Function':
        this.#body(node.body, { ...place, conditional: true });
        return;
      case 'Coproc':
        this.#body(node.body, place);
        return;
      default:
        this.#children(node, place);
    }
  }

  /** The body of a function or of a coproc. */
  #body(body: CommandNode | CompoundList, place: Place): void {
    if (body.type === 'CompoundList') this.#list(body, place);
    else this.#node(body, place, '', '');
  }

  /** Loops, cases and tests: words in front, bodies that may not run. */
  #children(node: SyntaxNode, place: Place): void {
    forEachChild(node, (child) => {
      if (child.type === 'CompoundList') this.#list(child, place, { conditional: true });
      else if (child.type === 'CaseItem') this.#children(child, place);
      else this.#words(child, place);
    });
  }

  #command(node: Command, place: Place, before: Join, after: Join): void {
    const command = new SyntaxCommand(this.#script, node, place, before, after);
    place.names.learn(command);
    this.commands.push(command);
    for (let to = place.collector; to !== undefined; to = to.outer) to.commands.push(command);
    if (place.frame.maySubstitute) {
      for (const item of node.prefix) if (item.type === 'Assignment') this.#words(item, place);
      if (node.name !== undefined) this.#words(node.name, place);
      for (const item of node.suffix) {
        if (item.type === 'Word' || item.type === 'Assignment') this.#words(item, place);
      }
    }
    const isFed = node.redirects.length > 0 && readsScript(command);
    for (const redirect of node.redirects) this.#redirect(redirect, place, isFed ? command : undefined);
    this.#scriptText(scriptTextOf(command, this.#text), place);
    if (isFed) this.#scriptText(hereStringOf(command, this.#text), place);
  }

  /** `shell`: a command that reads its script from what is redirected to it. */
  #redirect(redirect: Redirection, place: Place, shell?: ShellCommand): void {
    if (redirect.type === 'HereDoc') this.#heredoc(redirect, place, shell);
    else if (redirect.target !== undefined) this.#words(redirect.target, place);
  }

  /** The body of a heredoc whose text ends in its own line may stand in the Dockerfile: its parser looks after it. */
  #heredoc(node: HereDoc, place: Place, shell: ShellCommand | undefined): void {
    if (node.closing === undefined && node.body.text !== '')
      this.#error('the heredoc has no end', node.pos, node.end, place.frame);
    const isQuoted = node.delimiter?.quoted === true;
    if (shell !== undefined && place.frame.decodedEnd === undefined) {
      const start = startIn(place.frame, node.body.pos);
      this.#scriptText(heredocText(shell, start, node.body.text, isQuoted), place);
    } else if (place.frame.maySubstitute && !isQuoted) this.#substitutions(node.body, place);
  }

  #words(node: SyntaxNode & { readonly text?: string }, place: Place): void {
    if (!place.frame.maySubstitute) return;
    if (node.text === undefined || maySubstitute(node.text)) this.#substitutions(node, place);
  }

  /** Walks the commands of all substitutions in a part of a command. */
  #substitutions(root: SyntaxNode, place: Place): void {
    forEachSubstitution(root, place.depth, MAX_DEPTH, (node, depth) => {
      this.#substituted += node === undefined ? 0 : node.end - node.pos;
      if (node === undefined || this.#substituted > MAX_SUBSTITUTED) this.truncated = true;
      else if (node.script !== undefined) this.#syntax(node.script, substituted(place, node, node.script, depth));
    });
  }

  #scriptText(found: ScriptText | undefined, place: Place): void {
    if (found === undefined) return;
    if (place.frame.level >= MAX_TEXTS || place.depth >= MAX_DEPTH) {
      this.truncated = true;
      return;
    }
    const known = this.errors.length;
    this.#root(found.text, inText(place, found));
    if (!found.certain) this.errors.length = known;
  }
}

/** Bodies of heredocs stand behind the commands that follow in the line of the marker: puts all in the order of the text. */
function sortByStart(commands: ShellCommand[]): void {
  const isSorted = commands.every(({ start }, at) => start >= (commands[at - 1]?.start ?? 0));
  if (!isSorted) commands.sort((one, other) => one.start - other.start);
}
