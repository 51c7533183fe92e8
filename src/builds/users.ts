import type { Build, UserFact } from '../model/build.ts';
import type { CopyInstruction, Instruction } from '../model/instruction.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../model/shell.ts';
import type { StageNode } from './stage-node.ts';
import { isAboutUsers, userChangesOf } from './user-commands.ts';
import { UserTable } from './user-table.ts';

const NO_USERS: ReadonlyMap<string, UserFact> = new Map();

/** A word that is a variable and nothing else. */
const VARIABLE = /^\$(?:(\w+)|\{(\w+)\})$/;

/** What happens to the users of a stage. */
type Event = ShellCommand | CopyInstruction;

/** Users that commands make, stage by stage, as far as the file tells. Read in one pass. */
export class Users {
  readonly #build: Build;
  readonly #tables = new Map<StageNode, UserTable>();
  /** What stages find that are built on one with ONBUILDs. */
  readonly #onTop = new Map<StageNode, UserTable>();
  readonly #events = new Map<StageNode, Event[]>();
  /** Those of ONBUILD, for stages that are built on theirs. */
  readonly #triggered = new Map<StageNode, Event[]>();
  /** Variables that scripts set by themselves. */
  readonly #assigned = new Map<ShellScript, ReadonlySet<string>>();

  /** @param stages all of the file */
  constructor(build: Build, stages: readonly StageNode[]) {
    this.#build = build;
    const commands = build.allCommands.filter(isAboutUsers);
    if (commands.length === 0) return;
    this.#gather(commands);
    for (const stage of stages) this.#readStage(stage);
  }

  of(stage: StageNode): ReadonlyMap<string, UserFact> {
    return this.#tables.get(stage)?.users ?? NO_USERS;
  }

  /** Commands and copies of /etc/passwd, in the order of the file. */
  #gather(commands: readonly ShellCommand[]): void {
    const copies = this.#build.of('COPY').filter(isPasswdCopy);
    let next = 0;
    for (const command of commands) {
      const instruction = this.#build.instructionOf(command.script);
      for (let copy = copies[next]; copy !== undefined && copy.index < instruction.index; copy = copies[next]) {
        this.#add(copy, copy);
        next += 1;
      }
      this.#add(instruction, command);
    }
    for (const copy of copies.slice(next)) this.#add(copy, copy);
  }

  #add(instruction: Instruction, event: Event): void {
    const stage = this.#build.stageOf(instruction) as StageNode | undefined;
    if (stage === undefined) return;
    const kept = instruction.trigger === undefined ? this.#events : this.#triggered;
    const before = kept.get(stage);
    if (before === undefined) kept.set(stage, [event]);
    else before.push(event);
  }

  #readStage(stage: StageNode): void {
    const { parent } = stage;
    const beneath = parent === undefined ? undefined : (this.#onTop.get(parent) ?? this.#tables.get(parent));
    const table = this.#changed(beneath, this.#events.get(stage));
    if (table !== undefined) this.#tables.set(stage, table);
    const onTop = this.#changed(table, this.#triggered.get(stage));
    if (onTop !== undefined) this.#onTop.set(stage, onTop);
  }

  #changed(beneath: UserTable | undefined, events: readonly Event[] | undefined): UserTable | undefined {
    if (events === undefined) return beneath;
    const table = new UserTable(beneath);
    for (const event of events) this.#apply(event, table);
    return table;
  }

  #apply(event: Event, table: UserTable): void {
    if ('keyword' in event) {
      const from = event.flags.find(({ name }) => name === 'from')?.value;
      const source = from === undefined ? undefined : this.#build.stageNamed(from, { numbers: true });
      table.takeUsers(source === undefined ? NO_USERS : this.of(source as StageNode));
      return;
    }
    const { script, conditional, followedBy } = event;
    const instruction = this.#build.instructionOf(script);
    const isCertain = !conditional && followedBy !== '||';
    const changes = userChangesOf(event, (word, text) => this.#resolve(instruction, script, word, text));
    for (const change of changes) table.apply(change, isCertain, script.spanOf(event));
  }

  /** A word as it stands, or a variable of the file that the script leaves alone. */
  #resolve(instruction: Instruction, script: ShellScript, word: ShellWord, text: string): string | undefined {
    if (word.literal) return text;
    const [, plain, braced] = VARIABLE.exec(text) ?? [];
    const name = plain ?? braced;
    if (name === undefined || this.#assignedIn(script).has(name)) return undefined;
    const value = this.#build.variableAt(instruction, name)?.value;
    return value === undefined || value.kind === 'unknown' ? undefined : value.text;
  }

  #assignedIn(script: ShellScript): ReadonlySet<string> {
    const known = this.#assigned.get(script);
    if (known !== undefined) return known;
    const names = new Set<string>();
    for (const { assignments } of script.commands) for (const { name } of assignments) names.add(name);
    this.#assigned.set(script, names);
    return names;
  }
}

/** Puts a file in the place of /etc/passwd. */
function isPasswdCopy({ sources, target }: CopyInstruction): boolean {
  const to = target?.text;
  if (to === '/etc/passwd') return true;
  return (to === '/etc/' || to === '/etc') && sources.some(({ text }) => text.endsWith('etc/passwd'));
}
