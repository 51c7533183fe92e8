import type { Value, Variable, VariableUse } from '../model/build.ts';
import type { Instruction } from '../model/instruction.ts';
import type { Piece } from '../model/mapped-text.ts';
import { isProxyName } from '../parse/dockerfile/automatic-names.ts';
import { baseEnvironment, baseVariable } from './base-environment.ts';
import type { Expander, Found, LookUp } from './expander.ts';
import { type Globals, valueOfArg } from './globals.ts';
import { Scope } from './scope.ts';
import type { StageNode } from './stage-node.ts';
import type { StageGraph } from './stages.ts';

/** Names that are listed for one place, for suggestions: more than files that people write have. */
const MAX_NAMES = 256;

/** Where an instruction looks for variables. */
interface Place {
  /** Undefined for what sees global ARGs only. */
  readonly stage: StageNode | undefined;
  readonly scope: Scope | undefined;
  readonly before: number;
}

/** Values of variables at each place of a file, worked out in one pass from the first instruction to the last. */
export class Variables {
  readonly #graph: StageGraph;
  readonly #globals: Globals;
  readonly #expander: Expander;
  readonly #buildArgs: ReadonlyMap<string, string>;
  readonly #remember: (piece: Piece, value: Value) => void;
  readonly #scopes = new Map<StageNode, Scope>();
  /** What ONBUILDs of a stage see and set: a build on top of it. */
  readonly #triggerScopes = new Map<StageNode, Scope>();

  /**
   * @param remember is told what the pieces come to that variables take their values from
   */
  constructor(
    graph: StageGraph,
    globals: Globals,
    expander: Expander,
    buildArgs: ReadonlyMap<string, string>,
    remember: (piece: Piece, value: Value) => void,
  ) {
    this.#graph = graph;
    this.#globals = globals;
    this.#expander = expander;
    this.#buildArgs = buildArgs;
    this.#remember = remember;
    for (const stage of graph.stages) this.#readStage(stage);
  }

  /** A variable as an instruction sees it. */
  at(instruction: Instruction, name: string): Variable | undefined {
    const place = this.#placeOf(instruction);
    const variable = this.#find(place, name);
    if (variable !== undefined || instruction.keyword !== 'RUN' || !isProxyName(name)) return variable;
    const given = this.#buildArgs.get(name);
    return { name, value: given === undefined ? undefined : { kind: 'known', text: given }, source: 'platform' };
  }

  /** Names that an instruction sees, at most 256. */
  namesAt(instruction: Instruction): ReadonlySet<string> {
    const names = new Set<string>();
    const { stage, scope, before } = this.#placeOf(instruction);
    if (stage === undefined) {
      this.#globals.addNames(names, before, MAX_NAMES);
      return names;
    }
    scope?.addNames(names, before, MAX_NAMES);
    for (const name of baseEnvironment(stage)?.keys() ?? []) if (names.size < MAX_NAMES) names.add(name);
    return names.add('PATH');
  }

  /** Looks variables up as an instruction sees them. */
  lookUpAt(instruction: Instruction): LookUp {
    const place = this.#placeOf(instruction);
    return (name) => this.#found(place, name);
  }

  /** What is known of a variable at a place. A fraction says which ARG of the instruction asks. */
  stateAt(instruction: Instruction, fraction: number, name: string): VariableUse['state'] {
    const { stage, scope, before } = this.#placeOf(instruction);
    const variable = this.#find({ stage, scope, before: before + fraction }, name);
    if (variable === undefined) return 'unset';
    return variable.value === undefined ? 'empty' : 'set';
  }

  /** Whether the image that a stage starts from may set variables that nobody here knows of. */
  mayComeFromBase(instruction: Instruction): boolean {
    const { stage } = this.#placeOf(instruction);
    return stage !== undefined && baseEnvironment(stage) === undefined;
  }

  #readStage(stage: StageNode): void {
    const { parent } = stage;
    const beneath = parent === undefined ? undefined : this.#scopeOnTopOf(parent);
    if (beneath !== undefined) this.#scopes.set(stage, beneath);
    const own = this.#readInstructions(stage, stage.instructions, beneath);
    if (own !== undefined) this.#scopes.set(stage, own);
    if (stage.triggers.length === 0) return;
    const inner = stage.triggers.flatMap((trigger) => trigger.inner ?? []);
    const triggered = this.#readInstructions(stage, inner, this.#scopes.get(stage));
    if (triggered !== undefined) this.#triggerScopes.set(stage, triggered);
  }

  #scopeOnTopOf(stage: StageNode): Scope | undefined {
    return this.#triggerScopes.get(stage) ?? this.#scopes.get(stage);
  }

  /** The scope of what the instructions set; undefined where they set nothing. */
  #readInstructions(stage: StageNode, all: readonly Instruction[], beneath: Scope | undefined): Scope | undefined {
    let scope: Scope | undefined;
    for (const instruction of all) {
      if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue;
      scope ??= new Scope(beneath);
      const { index, pairs, keyword } = instruction;
      for (const [at, pair] of pairs.entries()) {
        // Each ARG sees those in front of it; all of an ENV see what was before it.
        const before = keyword === 'ARG' ? index + at / pairs.length : index;
        const place = { stage, scope, before };
        const expand = (piece: Piece) => this.#expand(piece, place);
        if (keyword === 'ARG') {
          this.#declare(pair.key.text, valueOfArg(pair, this.#buildArgs, expand), place);
          continue;
        }
        const value = pair.value === undefined ? undefined : expand(pair.value);
        const name = expand(pair.key);
        if (name.kind !== 'unknown') scope.set(name.text, 'env', value ?? NO_TEXT, index);
      }
    }
    return scope;
  }

  /** An ARG without a value takes that of the global one, or leaves a variable of the name as it is. */
  #declare(name: string, value: Value | undefined, place: Place & { readonly scope: Scope }): void {
    if (value !== undefined) {
      place.scope.set(name, 'arg', value, place.before);
      return;
    }
    const global = this.#globals.find(name, Number.POSITIVE_INFINITY);
    if (global?.value !== undefined) {
      place.scope.set(name, global.source, global.value, place.before);
    } else if (this.#find(place, name) === undefined) {
      place.scope.set(name, 'arg', undefined, place.before);
    }
  }

  #expand(piece: Piece, place: Place): Value {
    const value = this.#expander.expand(piece.text, (name) => this.#found(place, name));
    this.#remember(piece, value);
    return value;
  }

  #placeOf(instruction: Instruction): Place {
    const stage = this.#graph.stageOf(instruction);
    if (instruction.keyword === 'FROM') return { stage: undefined, scope: undefined, before: Number.POSITIVE_INFINITY };
    const { index: before, trigger } = instruction;
    if (stage === undefined) return { stage, scope: undefined, before };
    if (trigger === undefined) return { stage, scope: this.#scopes.get(stage), before };
    const triggered = this.#triggerScopes.get(stage);
    if (triggered !== undefined) return { stage, scope: triggered, before };
    return { stage, scope: this.#scopes.get(stage), before: Number.POSITIVE_INFINITY };
  }

  #find({ stage, scope, before }: Place, name: string): Variable | undefined {
    if (stage === undefined) return this.#globals.find(name, before);
    return scope?.find(name, before) ?? baseVariable(stage, name);
  }

  #found(place: Place, name: string): Found {
    const variable = this.#find(place, name);
    if (variable !== undefined) return variable.value ?? 'empty';
    const { stage } = place;
    return stage === undefined || baseEnvironment(stage) !== undefined ? 'unset' : { kind: 'unknown', names: [name] };
  }
}

const NO_TEXT: Value = { kind: 'known', text: '' };
