import type { Build, Stage } from '../../../model/build.ts';
import type { BuildProblem, Fix } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { PLATFORM_NAMES } from '../../../parse/dockerfile/automatic-names.ts';
import { didYouMean, NearNames } from '../shared/near-name.ts';
import { lineStart, quoted } from '../shared/spans.ts';

/** A use of a variable that nothing in sight sets. */
export interface MissingUse {
  readonly instruction: Instruction;
  readonly name: string;
  /** From the `$` on. */
  readonly span: Span;
  /** The base image may set it. */
  readonly maybeFromBase: boolean;
  /** Whether something else sets it after all. It is asked last, because it costs most. */
  readonly isSetElsewhere?: () => boolean;
}

/** These come in pairs: one is no misspelt other. RUN has them without an ARG, and no other instruction does. */
const PROXY = /^(?:https?|ftp|no|all)_proxy$/i;

/** Variables of programs that set them for what they start, and what the builder looks for itself. */
const OF_OTHERS = /^(?:npm_|BUILDKIT_SBOM_SCAN_(?:CONTEXT|STAGE)$)/;

const UPPER = /[A-Z]/;

const REACHES_FROM_ONLY = 'an ARG in front of the first FROM sets, which reaches FROM lines only';
const NEEDS_AN_ARG = 'a stage has only by an ARG of its own';

/** Tells mistakes from variables that somebody else sets, file by file. */
export class MissingNames {
  readonly #build: Build;
  readonly #near = new NearNames();
  /** What an ARG was offered for already. */
  readonly #offered = new Map<Stage, Set<string>>();

  constructor(build: Build) {
    this.#build = build;
  }

  /** What is wrong with a use; undefined where the base image may well set the variable. */
  problem(use: MissingUse): BuildProblem | undefined {
    const { instruction, name, maybeFromBase, isSetElsewhere } = use;
    if (OF_OTHERS.test(name)) return undefined;
    const isGlobal = this.#build.globals.has(name);
    // What BuildKit knows of a platform reaches a stage by an ARG only.
    if (isGlobal || PLATFORM_NAMES.has(name)) {
      if (isGlobal && maybeFromBase && this.#isOfBase(instruction, name)) return undefined;
      if (isSetElsewhere?.() === true) return undefined;
      return this.#notPassedOn(use, isGlobal ? REACHES_FROM_ONLY : NEEDS_AN_ARG);
    }
    const known = this.#near.exhausted || PROXY.test(name) ? [] : this.#build.variablesAt(instruction);
    const meant = maybeFromBase ? this.#near.misspelt(name, known) : this.#near.nearest(name, known);
    const isCertain = !maybeFromBase || meant !== undefined;
    if ((!isCertain && UPPER.test(name)) || isSetElsewhere?.() === true) return undefined;
    return this.#unset(use, meant, isCertain);
  }

  #unset({ name, span }: MissingUse, meant: string | undefined, isCertain: boolean): BuildProblem {
    const message = `nothing sets the variable ${quoted(`$${name}`)}${didYouMean(meant, '$')}`;
    const fix = meant === undefined ? undefined : this.#renamed(name, span, meant);
    return { message, span, ...(!isCertain && { atMost: 'info' }), ...(fix !== undefined && { fix }) };
  }

  /** Official images set the version that they hold: NODE_VERSION in node, PYTHON_VERSION in python. */
  #isOfBase(instruction: Instruction, name: string): boolean {
    const stage = this.#build.stageOf(instruction);
    const base = stage?.chain.at(-1)?.base;
    if (!name.endsWith('_VERSION')) return false;
    if (base === undefined || base.kind === 'unknown') return true;
    return base.text.toLowerCase().includes(name.slice(0, -'_VERSION'.length).toLowerCase());
  }

  #notPassedOn({ instruction, name, span }: MissingUse, why: string): BuildProblem {
    const stage = this.#build.stageOf(instruction);
    if (stage === undefined) return { message: `nothing in front of here sets ${quoted(`$${name}`)}`, span };
    const message = `nothing sets ${quoted(`$${name}`)} in this stage: it is one that ${why}`;
    const offered = this.#offered.get(stage) ?? new Set();
    this.#offered.set(stage, offered);
    if (offered.has(name)) return { message, span };
    offered.add(name);
    return { message, span, fix: this.#declared(instruction, name) };
  }

  #declared(instruction: Instruction, name: string): Fix {
    const { text, lineEnd } = this.#build.dockerfile;
    const start = lineStart(text, instruction);
    const indent = text.slice(start, (instruction.trigger ?? instruction).span.start);
    const edit = { start, end: start, text: `${indent}ARG ${name}${lineEnd}` };
    return { safety: 'unsafe', title: `declare ARG ${name} in this stage`, edits: [edit] };
  }

  #renamed(name: string, { start }: Span, meant: string): Fix | undefined {
    const { text } = this.#build.dockerfile;
    const at = start + (text[start + 1] === '{' ? 2 : 1);
    if (!text.startsWith(name, at)) return undefined;
    const edit = { start: at, end: at + name.length, text: meant };
    return { safety: 'unsafe', title: `write $${meant}`, edits: [edit] };
  }
}
