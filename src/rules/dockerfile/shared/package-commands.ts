import type { Build, Stage } from '../../../model/build.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { imageStages } from './image-stages.ts';
import { type ManagerName, PACKAGE_MANAGERS, type PackageManager } from './package-managers.ts';
import { mayHoldOptions } from './run-commands.ts';

/** An option of a command: each letter of `-yq` is one. */
export interface PackageOption {
  /** With its hyphens: `-y`, `--yes`. */
  readonly name: string;
  /** Undefined where it takes none, or none is there. */
  readonly value: string | undefined;
  /** The word that it stands in. */
  readonly word: ShellWord;
  /** The next word, where that is the value. */
  readonly valueWord: ShellWord | undefined;
}

/** A call of a package manager in a RUN instruction. */
export interface PackageCommand {
  readonly manager: PackageManager;
  readonly command: ShellCommand;
  /** Its place among all package commands of the file. */
  readonly place: number;
  /** The RUN that it stands in: for an ONBUILD, the inner one. */
  readonly run: InstructionOf<'RUN'>;
  readonly stage: Stage | undefined;
  /** `install`, `cache clean`; '' where there is none that can be read. */
  readonly action: string;
  /** The last word of the sub-command. */
  readonly actionWord: ShellWord | undefined;
  readonly options: readonly PackageOption[];
  /** What stands behind the sub-command and is no option. */
  readonly operands: readonly ShellWord[];
  /** A variable may hold options: it stands in front of the sub-command, or its name says so. */
  readonly mayHaveMore: boolean;
}

const BY_PROGRAM = new Map<string, PackageManager>(
  PACKAGE_MANAGERS.flatMap((manager) => [manager.name, ...(manager.programs ?? [])].map((name) => [name, manager])),
);
const BY_NAME = new Map<string, PackageManager>(PACKAGE_MANAGERS.map((manager) => [manager.name, manager]));
const NONE: readonly PackageCommand[] = [];
/** How much of `-yqq` is read letter by letter: more is no option of any manager. */
const MAX_LETTERS = 32;

/** Every call of a package manager in RUN instructions, in the order of the file. Read once for all rules. */
export function packageCommands(build: Build): readonly PackageCommand[] {
  return build.once(findPackageCommands);
}

function findPackageCommands(build: Build): readonly PackageCommand[] {
  let found: PackageCommand[] | undefined;
  for (const command of build.allCommands) {
    const call = callOf(command);
    if (call === undefined) continue;
    const run = build.instructionOf(command.script);
    if (run.keyword !== 'RUN') continue;
    found ??= [];
    const parts = readArguments(call.manager, call.args);
    found.push({ manager: call.manager, command, place: found.length, run, stage: build.stageOf(run), ...parts });
  }
  return found ?? NONE;
}

/** Whether a stage becomes a part of the final image: it is the last one, or what that is built on or copies from. */
export function ships({ stage }: PackageCommand): boolean {
  return stage?.role === 'final' || stage?.role === 'ships';
}

/** Whether the layers of a command's stage are layers of the final image, which is not so where files are copied from it. */
export function leavesLayer(build: Build, { stage }: PackageCommand): boolean {
  if (stage?.role !== 'ships') return stage?.role === 'final';
  return imageStages(build).has(stage);
}

/** Whether one of the options is there. */
export function hasOption({ options }: PackageCommand, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

function callOf({ program, args }: ShellCommand): { manager: PackageManager; args: readonly ShellWord[] } | undefined {
  const manager = BY_PROGRAM.get(program);
  if (manager !== undefined) return { manager, args };
  if (!program.startsWith('p')) return undefined;
  const pip = BY_NAME.get('pip');
  if (pip === undefined) return undefined;
  if (/^pip[23](\.\d+)?$/.test(program)) return { manager: pip, args };
  if (!/^(python|pypy)[\d.]*$/.test(program)) return undefined;
  const at = args.findIndex(({ value }) => value === '-m' || !value.startsWith('-'));
  const module = args[at]?.value === '-m' ? BY_NAME.get(args[at + 1]?.value ?? '') : undefined;
  return module?.name === 'pip' || module?.name === 'pipx' ? { manager: module, args: args.slice(at + 2) } : undefined;
}

type Arguments = Pick<PackageCommand, 'action' | 'actionWord' | 'options' | 'operands' | 'mayHaveMore'>;

function readArguments(manager: PackageManager, args: readonly ShellWord[]): Arguments {
  const options: PackageOption[] = [];
  const operands: ShellWord[] = [];
  let action = '';
  let actionWord: ShellWord | undefined;
  let compound = false;
  let onlyOperands = false;
  let mayHaveMore = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    if (!onlyOperands && word.value === '--') {
      if (manager.endsAtDashes === true) break;
      onlyOperands = true;
    } else if (!onlyOperands && word.value.startsWith('-') && word.value !== '-') {
      if (readOption(manager, word, args[at + 1], options)) at++;
    } else if (actionWord === undefined || compound) {
      if (!word.literal) {
        mayHaveMore = true;
        continue;
      }
      action = compound ? `${action} ${word.value}` : word.value;
      actionWord = word;
      compound = !compound && manager.compound.has(word.value);
    } else {
      operands.push(word);
      mayHaveMore ||= mayHoldOptions(word);
    }
  }
  return { action, actionWord, options, operands, mayHaveMore };
}

/** Adds the options of a word. True where the next word is the value of the last one. */
function readOption(
  { valueOptions, goStyle }: PackageManager,
  word: ShellWord,
  next: ShellWord | undefined,
  options: PackageOption[],
): boolean {
  const { value } = word;
  if (goStyle === true || value.startsWith('--')) {
    const equals = value.indexOf('=');
    const name = equals === -1 ? value : value.slice(0, equals);
    const takesNext = equals === -1 && next !== undefined && valueOptions.has(name);
    const own = equals === -1 ? undefined : value.slice(equals + 1);
    options.push({ name, value: takesNext ? next.value : own, word, valueWord: takesNext ? next : undefined });
    return takesNext;
  }
  const letters = Math.min(value.length, MAX_LETTERS);
  for (let at = 1; at < letters; at++) {
    const name = `-${value.charAt(at)}`;
    const takesValue = valueOptions.has(name);
    const rest = value.slice(at + 1);
    if (takesValue && rest === '' && next !== undefined) {
      options.push({ name, value: next.value, word, valueWord: next });
      return true;
    }
    const own = takesValue || rest.startsWith('=') ? rest : undefined;
    options.push({ name, value: own?.startsWith('=') === true ? own.slice(1) : own, word, valueWord: undefined });
    if (own !== undefined) return false;
  }
  return false;
}

/** Whether a command is the manager's: for lists of names that are known when the rules are loaded. */
export function isOf({ manager }: PackageCommand, names: ReadonlySet<ManagerName>): boolean {
  return names.has(manager.name);
}
