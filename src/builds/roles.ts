import type { StageRole } from '../model/build.ts';
import type { Instruction } from '../model/instruction.ts';
import type { StageNode } from './stage-node.ts';

/** The stages of a file, and what `--from=` means. */
interface Stages {
  readonly stages: readonly StageNode[];
  stageNamed(text: string, numbers: boolean): StageNode | undefined;
}

/** What becomes of the stages that the last one needs. All others are left out: nothing needs them. */
export function rolesOf(graph: Stages): ReadonlyMap<StageNode, StageRole> {
  const roles = new Map<StageNode, StageRole>();
  const final = graph.stages.at(-1);
  if (final !== undefined) new Needs(graph, roles).follow(final);
  return roles;
}

/** Follows what a stage needs: first what ships, then what is left of what that mounts while its commands run. */
class Needs {
  readonly #graph: Stages;
  readonly #roles: Map<StageNode, StageRole>;
  /** Needed for certain, and not yet looked into. */
  readonly #open: StageNode[] = [];
  /** Mounted by what was looked into. */
  #mounted: StageNode[] = [];
  /** Stages whose ONBUILDs were looked into: every stage that is built on them runs the same ones. */
  readonly #triggered = new Set<StageNode>();

  constructor(graph: Stages, roles: Map<StageNode, StageRole>) {
    this.#graph = graph;
    this.#roles = roles;
  }

  follow(final: StageNode): void {
    this.#roles.set(final, 'final');
    this.#open.push(final);
    this.#drain('ships');
    while (this.#mounted.length > 0) {
      const mounted = this.#mounted;
      this.#mounted = [];
      for (const stage of mounted) this.#need(stage, 'build');
      this.#drain('build');
    }
  }

  #drain(role: StageRole): void {
    for (let stage = this.#open.pop(); stage !== undefined; stage = this.#open.pop()) {
      const { named, instructions } = stage;
      if (named !== undefined) {
        this.#need(named, role);
        this.#needTriggersOf(named, role);
      }
      for (const instruction of instructions) this.#needSourcesOf(instruction, role);
    }
  }

  #need(stage: StageNode, role: StageRole): void {
    if (this.#roles.has(stage)) return;
    this.#roles.set(stage, role);
    this.#open.push(stage);
  }

  #needTriggersOf(stage: StageNode, role: StageRole): void {
    if (this.#triggered.has(stage)) return;
    this.#triggered.add(stage);
    for (const { inner } of stage.triggers) if (inner !== undefined) this.#needSourcesOf(inner, role);
  }

  #needSourcesOf(instruction: Instruction, role: StageRole): void {
    if (instruction.keyword === 'COPY') {
      for (const { name, value } of instruction.flags) {
        const stage = name === 'from' && value !== undefined ? this.#graph.stageNamed(value, true) : undefined;
        if (stage !== undefined) this.#need(stage, role);
      }
    } else if (instruction.keyword === 'RUN') {
      for (const { fields } of instruction.mounts) {
        for (const { key, value } of fields) {
          const stage = key === 'from' && value !== undefined ? this.#graph.stageNamed(value, false) : undefined;
          if (stage !== undefined) this.#mounted.push(stage);
        }
      }
    }
  }
}
