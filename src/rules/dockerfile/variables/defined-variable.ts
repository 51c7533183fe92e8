import type { Build, VariableUse } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { Expansion, ShellScript, ShellWord } from '../../../model/shell.ts';
import { quoted } from '../shared/spans.ts';
import { EnvSiblings } from './env-siblings.ts';
import { MissingNames } from './missing-names.ts';
import { mountedNames, ScriptNames } from './shell-names.ts';

const NAME = /^[A-Za-z_]\w*$/;
/** `$1`, `$@`, `$$`. */
const PARAMETER = /^[0-9@*#?!$-]+$/;

/** BuildKit does not look into scripts. */
const OF_SCRIPTS = ['SC2154'];

/** What shells set and builds do not. */
const OF_SHELLS: ReadonlySet<string> = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'HOSTNAME',
  'PWD',
  'OLDPWD',
  'UID',
  'SHELL',
]);

/** Every variable in a field, and every one in a RUN that looks like one of the file, is set by an ARG or ENV. */
export const definedVariable = dockerfileRule({
  id: 'defined-variable',
  severity: 'warning',
  summary: 'Every variable that is used is set',
  why: 'A variable that nothing sets is empty, and the build goes on with half a path, half a version or half a command',
  remediation:
    'Set the variable by ARG or ENV in the same stage, correct its name, or give the use a default (NAME:-default in braces)',
  aliases: { buildkit: ['UndefinedVar'], shellcheck: ['SC2154'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const missing = new MissingNames(build);
      inFields(build, missing, report);
      inScripts(build, missing, report);
    };
  },
});

type Report = (problem: BuildProblem) => void;

function inFields(build: Build, missing: MissingNames, report: Report): void {
  const siblings = new EnvSiblings();
  for (const use of build.variableUses) {
    const { instruction, name, span, state, maybeFromBase } = use;
    if (state !== 'unset' || copes(use) || instruction.keyword === 'FROM' || instruction.trigger !== undefined)
      continue;
    if (PARAMETER.test(name)) report({ message: shellOnly(name), span, alias: 'UndefinedVar' });
    if (!NAME.test(name) || siblings.setterOf(use) !== undefined) continue;
    const problem = missing.problem({ instruction, name, span, maybeFromBase });
    if (problem !== undefined) report({ ...problem, alias: 'UndefinedVar' });
    else if (OF_SHELLS.has(name)) report({ message: shellOnly(name), span, alias: 'UndefinedVar' });
  }
}

/** `${X:?}` of a variable that nothing sets stops the build. */
function copes({ guarded, required }: VariableUse): boolean {
  return guarded && !required;
}

function shellOnly(name: string): string {
  return `nothing sets ${quoted(`$${name}`)} here: only a shell does, and this is no shell command`;
}

function inScripts(build: Build, missing: MissingNames, report: Report): void {
  for (const run of build.of('RUN')) {
    if (!run.rest.text.includes('$') && run.heredocs.length === 0) continue;
    const stage = build.stageOf(run);
    const root = stage?.chain.at(-1);
    const maybeFromBase = root?.scratch !== true && root?.baseFacts?.env === undefined;
    for (const script of build.scripts(run)) {
      const looked = new Set(mountedNames(run));
      const names = new ScriptNames(script);
      forEachVariable(script, ({ name, guarded, start, end }) => {
        if (looked.has(name)) return;
        looked.add(name);
        if (guarded || !NAME.test(name) || SET_BY_SHELL.has(name) || build.variableAt(run, name) !== undefined) return;
        const span = script.spanOf({ start, end });
        const isSetElsewhere = () => names.maySet(name);
        const problem = missing.problem({ instruction: run, name, span, maybeFromBase, isSetElsewhere });
        if (problem !== undefined) report({ ...problem, alias: OF_SCRIPTS });
      });
    }
  }
}

/** Set by shells, or by what they are started with. */
const SET_BY_SHELL: ReadonlySet<string> = new Set(
  (
    'PATH HOME USER LOGNAME HOSTNAME PWD OLDPWD UID EUID GROUPS SHELL SHLVL IFS OPTARG OPTIND OPTERR PPID RANDOM SRANDOM ' +
    'SECONDS LINENO REPLY PIPESTATUS FUNCNAME HOSTTYPE MACHTYPE OSTYPE DIRSTACK COLUMNS LINES TERM LANG LANGUAGE TMPDIR ' +
    'PS1 PS2 PS3 PS4 ENV CDPATH COPROC MAPFILE EPOCHSECONDS EPOCHREALTIME _'
  ).split(' '),
);

function forEachVariable({ commands }: ShellScript, look: (variable: Expansion) => void): void {
  for (const { words, assignments, redirects } of commands) {
    for (const word of words) lookAt(word, look);
    for (const { value } of assignments) lookAt(value, look);
    for (const { target } of redirects) lookAt(target, look);
  }
}

function lookAt(word: ShellWord | undefined, look: (variable: Expansion) => void): void {
  if (word === undefined) return;
  for (const expansion of word.expansions) if (expansion.kind === 'variable') look(expansion);
}
