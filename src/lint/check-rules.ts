import type { Build } from '../model/build.ts';
import type { BuildCheck, DockerfileRule } from '../model/dockerfile-rule.ts';
import { record } from '../model/schema.ts';
import type { ShellScript } from '../model/shell.ts';

/** The rule of what the engine itself did wrong: it cannot be switched off. */
export const INTERNAL_ERROR = 'internal-error';
/** The rule of what was not looked at. */
export const NOT_CHECKED = 'not-checked';

const WITH_SCRIPTS = ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'] as const;

const shellSyntax: BuildCheck = (build, report) => {
  eachScript(build, (script) => {
    for (const error of script.errors) report({ message: error.message, span: script.spanOf(error) });
  });
};

const notChecked: BuildCheck = (build, report) => {
  eachScript(build, (script) => {
    if (!script.truncated) return;
    const message =
      'the script is too long or too deep to be looked at whole, so that checks of its commands may miss some';
    const { line, word } = build.instructionOf(script);
    report({ message, span: line.spanOf(word.start, word.end) });
  });
};

function eachScript(build: Build, look: (script: ShellScript) => void): void {
  for (const keyword of WITH_SCRIPTS) {
    for (const instruction of build.of(keyword, { triggers: true })) {
      for (const script of build.scripts(instruction)) look(script);
    }
  }
}

const NO_OPTIONS = record('Options', {});

/** What the engine says of itself and of scripts. */
export const CHECK_RULES: readonly DockerfileRule[] = [
  {
    id: INTERNAL_ERROR,
    severity: 'error',
    summary: 'Every rule that is on has judged the file',
    why: 'A rule that fails has found nothing, which must not look like a file that is in order',
    remediation: 'Report the defect with the file that shows it, and switch the rule off until it is mended',
    options: NO_OPTIONS,
    // The engine reports it where a rule throws.
    compile: () => () => {},
  },
  {
    id: NOT_CHECKED,
    severity: 'warning',
    summary: 'Everything in the file is looked at',
    why: 'What is larger than the linter looks at could hide anything',
    remediation: 'Move long scripts into files of their own, and split the Dockerfile',
    options: NO_OPTIONS,
    compile: () => notChecked,
  },
  {
    id: 'shell-syntax',
    severity: 'warning',
    summary: 'Shell commands have a form that the shell understands',
    why: 'The shell stops at what it cannot read, often when the image runs and not when it is built',
    remediation: 'Close quotes, brackets and blocks that are open, or write the command as a JSON array',
    options: NO_OPTIONS,
    compile: () => shellSyntax,
  },
];
