import type { Build } from '../../../model/build.ts';
import type { TextEdit } from '../../../model/dockerfile-rule.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { printable } from '../../../model/printable.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../model/shell.ts';
import { commandLine } from '../../../parse/dockerfile/command-line.ts';
import { words } from '../shared/package-managers.ts';
import { canEdit, reachesImage, replaceInScript } from '../shared/run-commands.ts';
import { flagValueSpan, replacePiece } from '../shared/spans.ts';
import { type FileMode, readMode } from './file-modes.ts';

/** A place where a Dockerfile gives a mode to files that reach the image. */
export interface ModeUse {
  readonly mode: FileMode;
  readonly span: Span;
  /** How a sentence begins: `chmod 4755`, `COPY --chmod=4755`. */
  readonly subject: string;
  /** What gets it, where that can be told. */
  readonly targets: readonly string[];
  /** All that gets it are folders. */
  readonly isForFolders: boolean;
  /** Gives another mode; undefined where that is not possible. */
  replace(text: string): TextEdit | undefined;
}

/** Longer modes are cut in messages. */
const MAX_SHOWN = 32;
const INSTALL = { values: words('-g --group -m --mode -o --owner -S --suffix -t --target-directory --strip-program') };
const MKDIR = { values: words('-m --mode') };
/** Options of chmod; another word that starts with a hyphen is a mode that takes something away. */
const CHMOD_OPTION = /^(?:-[Rvcf]{1,8}|--(?:recursive|verbose|changes|quiet|silent|preserve-root|no-preserve-root))$/;

/** Modes that chmod, install, mkdir, COPY and ADD give, but for those that the same script makes sticky later. */
export function modeUses(build: Build): readonly ModeUse[] {
  return build.once(readModeUses);
}

function readModeUses(build: Build): readonly ModeUse[] {
  return [...commandUses(build), ...copyUses(build)];
}

function copyUses(build: Build): ModeUse[] {
  const uses: ModeUse[] = [];
  for (const keyword of ['COPY', 'ADD'] as const) {
    for (const copy of build.of(keyword, { triggers: true })) {
      const flag = copy.flags.find(({ name }) => name === 'chmod');
      if (flag?.written === undefined || !reachesImage(build, copy)) continue;
      const { written } = flag;
      const value = build.expand(copy, written);
      const mode = value.kind === 'unknown' ? undefined : readMode(value.text);
      if (mode === undefined || value.kind === 'unknown') continue;
      const { text } = value;
      uses.push({
        mode,
        span: flagValueSpan(copy, flag),
        subject: `${keyword} --chmod=${printable(text, MAX_SHOWN)}`,
        targets: copy.target === undefined ? [] : [copy.target.text],
        isForFolders: false,
        replace: (other) => (written.text === text ? replacePiece(copy, written, other) : undefined),
      });
    }
  }
  return uses;
}

function commandUses(build: Build): ModeUse[] {
  const uses: ModeUse[] = [];
  for (const [program, read] of READERS) {
    for (const command of build.commands(program)) {
      if (!reachesImage(build, build.instructionOf(command.script))) continue;
      const found = read(command);
      const mode = found === undefined ? undefined : readMode(found.text);
      if (found === undefined || mode === undefined) continue;
      const { script } = command;
      const { word, text, targets } = found;
      const start = word.end - text.length;
      const isPlain = word.raw.endsWith(text) && word.end - word.start === word.raw.length;
      const place = isPlain ? { start, end: word.end } : word;
      uses.push({
        mode,
        span: script.spanOf(place),
        subject: `${program}${program === 'chmod' ? '' : ' -m'} ${printable(text, MAX_SHOWN)}`,
        targets,
        isForFolders: found.isForFolders || (targets.length > 0 && targets.every((to) => isFolder(script, to))),
        replace: (other) => (isPlain && canEdit(build, command) ? replaceInScript(script, place, other) : undefined),
      });
    }
  }
  return uses;
}

interface ReadModeWord {
  readonly text: string;
  readonly word: ShellWord;
  readonly targets: readonly string[];
  readonly isForFolders: boolean;
}

const READERS: ReadonlyMap<string, (command: ShellCommand) => ReadModeWord | undefined> = new Map([
  ['chmod', ofChmod],
  ['install', ofInstall],
  ['mkdir', ofMkdir],
]);

function ofChmod({ args }: ShellCommand): ReadModeWord | undefined {
  const at = args.findIndex(({ value }) => !CHMOD_OPTION.test(value));
  const word = args[at];
  if (word === undefined) return undefined;
  const targets = args.slice(at + 1).map(({ value }) => value);
  return { text: word.value, word, targets, isForFolders: false };
}

function ofInstall({ args }: ShellCommand): ReadModeWord | undefined {
  const line = commandLine(args, INSTALL);
  const isForFolders = line.has('-d', '--directory');
  return ofOption(line.last('-m', '--mode'), line.operands, isForFolders);
}

function ofMkdir({ args }: ShellCommand): ReadModeWord | undefined {
  const line = commandLine(args, MKDIR);
  return ofOption(line.last('-m', '--mode'), line.operands, true);
}

function ofOption(
  option: { readonly value: string | undefined; readonly valueWord: ShellWord | undefined } | undefined,
  operands: readonly ShellWord[],
  isForFolders: boolean,
): ReadModeWord | undefined {
  if (option?.value === undefined || option.valueWord === undefined) return undefined;
  return { text: option.value, word: option.valueWord, targets: operands.map(({ value }) => value), isForFolders };
}

const folders = new WeakMap<ShellScript, ReadonlySet<string>>();

/** Whether a script makes a folder, or the path says that it is one. */
function isFolder(script: ShellScript, path: string): boolean {
  if (path.endsWith('/')) return true;
  let made = folders.get(script);
  if (made === undefined) {
    const paths = new Set<string>();
    for (const command of script.commands) {
      if (command.program === 'mkdir') {
        for (const { value } of commandLine(command.args, MKDIR).operands) paths.add(value);
      } else if (command.program === 'install') {
        const line = commandLine(command.args, INSTALL);
        if (line.has('-d', '--directory')) for (const { value } of line.operands) paths.add(value);
      }
    }
    made = paths;
    folders.set(script, made);
  }
  return made.has(path);
}
