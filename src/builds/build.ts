import type { Build, BuildInputs, Stage, UserFact, Value, Variable, VariableUse } from '../model/build.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction, InstructionOf, Keyword, ValueInstruction } from '../model/instruction.ts';
import type { Piece } from '../model/mapped-text.ts';
import type { ShellCommand, ShellScript } from '../model/shell.ts';
import { Expander } from './expander.ts';
import { Globals } from './globals.ts';
import { KeywordIndex } from './keyword-index.ts';
import { Scripts } from './scripts.ts';
import { type ShellInForce, Shells } from './shells.ts';
import { StageHistory } from './stage-history.ts';
import type { StageNode } from './stage-node.ts';
import { StageGraph } from './stages.ts';
import { Users } from './users.ts';
import { variableUsesIn } from './variable-uses.ts';
import { Variables } from './variables.ts';

/** Nothing is known besides the file itself. */
export const NO_INPUTS: BuildInputs = {
  buildArgs: new Map(),
  context: undefined,
  baseFacts: () => undefined,
  lockedDigest: () => undefined,
};

/** What a build makes of a Dockerfile, as BuildKit does it. Never throws; linear in the file. */
export function buildOf(dockerfile: Dockerfile, inputs: BuildInputs): Build {
  return new LazyBuild(dockerfile, inputs);
}

class LazyBuild implements Build {
  readonly dockerfile: Dockerfile;
  readonly inputs: BuildInputs;
  readonly #expander: Expander;
  /** What pieces with quotes, escapes or variables come to. */
  readonly #values = new Map<Piece, Value>();
  readonly #answers = new Map<(build: Build) => unknown, unknown>();
  #index: KeywordIndex | undefined;
  #globalArgs: Globals | undefined;
  #stageGraph: StageGraph | undefined;
  #allVariables: Variables | undefined;
  #uses: readonly VariableUse[] | undefined;
  #shellHistory: Shells | undefined;
  #allScripts: Scripts | undefined;
  #userHistory: StageHistory<ValueInstruction> | undefined;
  #knownUsers: Users | undefined;

  constructor(dockerfile: Dockerfile, inputs: BuildInputs) {
    this.dockerfile = dockerfile;
    this.inputs = inputs;
    this.#expander = new Expander(dockerfile.escapeMark);
  }

  get stages(): readonly Stage[] {
    return this.#graph.stages;
  }

  get final(): Stage | undefined {
    return this.#graph.stages.at(-1);
  }

  get globals(): ReadonlyMap<string, Variable> {
    return this.#globals.declared;
  }

  of<K extends Keyword>(keyword: K, options?: { readonly triggers: true }): readonly InstructionOf<K>[] {
    this.#index ??= new KeywordIndex(this.dockerfile);
    return this.#index.of(keyword, options !== undefined);
  }

  stageOf(instruction: Instruction): Stage | undefined {
    return this.#graph.stageOf(instruction);
  }

  stageNamed(text: string, options?: { readonly numbers: true }): Stage | undefined {
    return this.#graph.stageNamed(text, options !== undefined);
  }

  expand(instruction: Instruction, piece: Piece): Value {
    const { text } = piece;
    if (isPlain(text, this.#expander.escapeMark)) return { kind: 'known', text };
    // Taking the values of ARG and ENV in order remembers what their pieces come to.
    const scope = instruction.keyword === 'FROM' ? this.#globals : this.#variables;
    const known = this.#values.get(piece);
    if (known !== undefined) return known;
    const lookUp = scope.lookUpAt(instruction);
    const value = this.#expander.expand(text, lookUp);
    this.#values.set(piece, value);
    return value;
  }

  get variableUses(): readonly VariableUse[] {
    this.#uses ??= variableUsesIn(this.dockerfile, this.#variables);
    return this.#uses;
  }

  variableAt(instruction: Instruction, name: string): Variable | undefined {
    return this.#variables.at(instruction, name);
  }

  variablesAt(instruction: Instruction): ReadonlySet<string> {
    return this.#variables.namesAt(instruction);
  }

  shellAt(instruction: Instruction): ShellInForce {
    return this.#shells.at(instruction);
  }

  scripts(instruction: Instruction): readonly ShellScript[] {
    return this.#scripts.of(instruction);
  }

  commands(program: string): readonly ShellCommand[] {
    return this.#scripts.running(program);
  }

  get allCommands(): readonly ShellCommand[] {
    return this.#scripts.all;
  }

  instructionOf(script: ShellScript): Instruction {
    return this.#scripts.instructionOf(script);
  }

  lastUser(stage: Stage): ValueInstruction | undefined {
    this.#userHistory ??= new StageHistory(
      this.#graph,
      this.of('USER', { triggers: true }).filter(({ value }) => value.text !== ''),
    );
    return this.#userHistory.last(stage as StageNode);
  }

  users(stage: Stage): ReadonlyMap<string, UserFact> {
    this.#knownUsers ??= new Users(this, this.#graph.stages);
    return this.#knownUsers.of(stage as StageNode);
  }

  once<Answer>(compute: (build: Build) => Answer): Answer {
    const known = this.#answers.get(compute);
    if (known !== undefined) return known as Answer;
    const answer = compute(this);
    this.#answers.set(compute, answer);
    return answer;
  }

  get #globals(): Globals {
    this.#globalArgs ??= new Globals(this.dockerfile, this.inputs.buildArgs, this.#expander, this.#remember);
    return this.#globalArgs;
  }

  get #graph(): StageGraph {
    this.#stageGraph ??= new StageGraph(this.dockerfile, this.inputs, (from) =>
      from.image === undefined ? undefined : this.expand(from, from.image),
    );
    return this.#stageGraph;
  }

  get #variables(): Variables {
    this.#allVariables ??= new Variables(
      this.#graph,
      this.#globals,
      this.#expander,
      this.inputs.buildArgs,
      this.#remember,
    );
    return this.#allVariables;
  }

  get #shells(): Shells {
    this.#shellHistory ??= new Shells(this.dockerfile, this.#graph, this.of('SHELL', { triggers: true }));
    return this.#shellHistory;
  }

  get #scripts(): Scripts {
    this.#allScripts ??= new Scripts(
      (instruction) => this.#shells.at(instruction).words,
      () => this.of('RUN', { triggers: true }),
      (instruction, name) => {
        const value = this.variableAt(instruction, name)?.value;
        return value === undefined || value.kind === 'unknown' ? undefined : value.text;
      },
    );
    return this.#allScripts;
  }

  readonly #remember = (piece: Piece, value: Value): void => {
    this.#values.set(piece, value);
  };
}

/** Holds nothing that an expansion would change. */
function isPlain(text: string, escapeMark: string): boolean {
  return !text.includes('$') && !text.includes('"') && !text.includes("'") && !text.includes(escapeMark);
}
