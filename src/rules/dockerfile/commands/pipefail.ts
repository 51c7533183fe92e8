import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellPipe, ShellScript } from '../../../model/shell.ts';
import { baseFamily } from '../shared/base-family.ts';
import { enclosingCommand, fixOf } from '../shared/run-commands.ts';
import { isOn } from '../shared/shell-settings.ts';

/** Programs that do not fail, or are meant to be stopped by what they write to. */
const CERTAIN: ReadonlySet<string> = new Set([
  'yes',
  'echo',
  'printf',
  'true',
  ':',
  'uname',
  'arch',
  'nproc',
  'id',
  'date',
  'env',
  'printenv',
  'seq',
]);
/** What stands in front of a pipe whose result is asked for anyway. */
const CONDITION = /(?:^|[\s;&|({])(?:if|elif|while|until|!)\s{1,8}$/;
const LOOK_BACK = 24;

export const pipefail = dockerfileRule<object>({
  id: 'pipefail',
  severity: 'warning',
  summary: 'A pipe fails where any of its parts fails',
  why: 'Otherwise only the last part counts: a download that breaks off goes into the image, and the build succeeds',
  remediation:
    'Write SHELL ["/bin/bash", "-o", "pipefail", "-c"] in front (["/bin/ash", "-eo", "pipefail", "-c"] on Alpine; dash has no such option)',
  aliases: { hadolint: ['DL4006'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const fixed = new Set<Stage>();
    for (const run of build.of('RUN')) {
      for (const script of build.scripts(run)) {
        const pipe = script.pipes.find((one) => isCareless(build, script, one));
        if (pipe === undefined) continue;
        const name = failingIn(pipe)?.program ?? '';
        report({
          message: `the pipe hides whether ${name === '' ? 'a part of it' : name} fails: pipefail is not set`,
          span: operatorSpan(script, pipe),
          ...shellFix(build, run, fixed),
        });
      }
    }
  },
});

/** Whether a part of a pipe may fail, and nobody would notice who would with pipefail. */
function isCareless(build: Build, script: ShellScript, pipe: ShellPipe): boolean {
  const { parts, start } = pipe;
  const first = parts[0]?.[0] ?? parts.find((part) => part.length > 0)?.[0];
  if (first === undefined) return false;
  const last = parts.at(-1)?.at(-1);
  if (failingIn(pipe) === undefined || last?.followedBy === '||' || last?.followedBy === '&') return false;
  const { text } = script.source;
  if (text[start] === '!' || CONDITION.test(text.slice(Math.max(0, start - LOOK_BACK), start))) return false;
  return !isHidden(first) && !isOn(build, first, 'pipefail');
}

/** The first command of a pipe that may fail, other than in its last part. */
function failingIn({ parts }: ShellPipe): ShellCommand | undefined {
  for (let at = 0; at < parts.length - 1; at++) {
    const found = parts[at]?.find(mayFail);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mayFail({ program, args, redirects }: ShellCommand): boolean {
  if (CERTAIN.has(program)) return false;
  if (program === 'cat') return args.length > 0 || !redirects.some(({ operator }) => operator.startsWith('<<'));
  return program !== 'dpkg' || args[0]?.value !== '--print-architecture';
}

/** `echo "$(a | b)"`: the result of echo is all that counts, with pipefail, too. `x=$(a | b)` hands it on. */
function isHidden(command: ShellCommand): boolean {
  if (!command.substituted) return false;
  const outer = enclosingCommand(command);
  return outer === undefined || outer.words.length > 0;
}

function operatorSpan(script: ShellScript, { parts: [one, other], start, end }: ShellPipe): Span {
  const from = one?.at(-1)?.end ?? start;
  const at = script.source.text.indexOf('|', from);
  const to = other?.[0]?.start ?? end;
  return at === -1 || at >= to ? script.spanOf({ start, end }) : script.spanOf({ start: at, end: at + 1 });
}

/** One SHELL is enough for a stage and those that are built on it. */
function shellFix(build: Build, run: InstructionOf<'RUN'>, fixed: Set<Stage>): ReturnType<typeof fixOf> {
  const stage = build.stageOf(run);
  if (stage === undefined || stage.chain.some((lower) => fixed.has(lower))) return {};
  const { words } = build.shellAt(run);
  const isUsual = words.length === 2 && words[1] === '-c';
  const hasOwn = run.command.form !== 'shell' || run.heredocs.some(({ body }) => body.text.startsWith('#!'));
  if (!isUsual || hasOwn || run.broken) return {};
  const shell = shellOf(words[0] ?? '', baseFamily(build, stage) === 'alpine');
  if (shell === undefined) return {};
  fixed.add(stage);
  const { text, lineEnd } = build.dockerfile;
  const at = text.lastIndexOf('\n', (run.commentsAbove[0] ?? run.span).start - 1) + 1;
  const line = `SHELL ["${shell}", ${shell === '/bin/ash' ? '"-eo"' : '"-o"'}, "pipefail", "-c"]`;
  return fixOf('unsafe', 'set pipefail with SHELL', { start: at, end: at, text: `${line}${lineEnd}` });
}

/** The shell to take; undefined where the file has chosen one that does not know the option, or is not known. */
function shellOf(current: string, isAlpine: boolean): string | undefined {
  if (current === '/bin/sh' || current === 'sh') return isAlpine ? '/bin/ash' : '/bin/bash';
  return /^(?:\/usr)?\/bin\/(?:bash|ash|zsh)$/.test(current) ? current : undefined;
}
