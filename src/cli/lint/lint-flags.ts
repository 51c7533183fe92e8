import { FAIL_LEVELS } from '../../model/lint-policy.ts';
import { checkPathGlob } from '../../parse/path-glob.ts';
import { file, folder, policyPaths } from '../command-flags.ts';
import { evidenceFlags } from '../evidence-flags.ts';
import { type FlagType, line, listOf, oneOf, onOff } from '../flag-types.ts';
import { flag, optionalFlag, repeatableFlag } from '../flags.ts';
import { COMPAT_FLAGS } from './compat-flags.ts';
import { ALL_FORMAT_NAMES } from './format-names.ts';
import { CLUSTER_FLAGS } from './policy-flags.ts';

const rules = listOf('RULE', 'ids of rules, or aliases such as DL3008, separated by commas');

const anyGlob = line('GLOB', 'a glob such as vendor/** or *.dev.Dockerfile');

const glob: FlagType<string> = {
  ...anyGlob,
  read: (text) => (checkPathGlob(text) === undefined ? anyGlob.read(text) : undefined),
};

const buildArg: FlagType<readonly [string, string]> = {
  placeholder: 'NAME=VALUE',
  expects: 'NAME=VALUE',
  read(text) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    return at > 0 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? [name, text.slice(at + 1)] : undefined;
  },
};

/** `--fix` and `--fix=unsafe`. */
const fixes: FlagType<'safe' | 'unsafe'> = {
  placeholder: 'MODE',
  expects: '`safe` or `unsafe`, or nothing, which means `safe`',
  alone: 'safe',
  read: (text) => (text === 'safe' || text === 'unsafe' ? text : undefined),
};

const DOCKERFILE_FLAGS = {
  format: repeatableFlag(
    oneOf('FORMAT', ALL_FORMAT_NAMES),
    'What to write: `text` explains; the others are for programs: `json` is one array of findings, `jsonl` has one in a ' +
      'line, `sarif`, `github` (annotations), `junit`, `checkstyle`, `gitlab` (code quality) and `gnu` (editors). Left ' +
      'out, `text`. Documents come as text, json and jsonl. With --compat hadolint its formats: tty, json, gnu, ' +
      'checkstyle, codeclimate, gitlab_codeclimate, codacy, sonarqube, sarif and junit.',
    { short: 'f' },
  ),
  output: repeatableFlag(
    line('FILE', 'the path of a file, or - for standard output'),
    'Where to write: the first one is for the first --format, and so on. Formats without one go to standard output.',
    { short: 'o' },
  ),
  failOn: optionalFlag(
    oneOf('SEVERITY', FAIL_LEVELS),
    'From which severity on findings fail the run; `none`: never. Left out, what `.tidewaiter.yaml` and policies say, ' +
      'or else `warning`.',
    { short: 't', aliases: ['failure-threshold'] },
  ),
  noFail: flag(onOff(), 'false', 'Exit with 0 whatever is found.'),
  fix: optionalFlag(
    fixes,
    'Change the files: `--fix` makes the changes that keep what is built, `--fix=unsafe` also those that somebody should ' +
      'look at. What is left is reported.',
  ),
  diff: flag(onOff(), 'false', 'Print what --fix, or --fix=unsafe, would change, and change nothing.'),
  ignore: repeatableFlag(rules, 'Rules that are off.'),
  error: repeatableFlag(rules, 'Rules whose findings are errors.'),
  warning: repeatableFlag(rules, 'Rules whose findings are warnings.'),
  info: repeatableFlag(rules, 'Rules whose findings are infos.'),
  style: repeatableFlag(rules, 'Rules whose findings are a matter of style.'),
  config: optionalFlag(
    file,
    'The settings that count. Left out, those of the nearest `.tidewaiter.yaml` above each file, in its repository, and ' +
      'those of the nearest `.hadolint.yaml`, over which the former win.',
    { short: 'c' },
  ),
  noConfig: flag(onOff(), 'false', 'Look for no settings.'),
  buildArg: repeatableFlag(buildArg, 'Value of an ARG, as `docker build` takes it.'),
  context: optionalFlag(
    folder,
    'Folder that the files are built in. Left out, the folder of each file; of standard input, nothing is known.',
  ),
  lock: optionalFlag(file, 'Lock of image digests. Left out, the nearest `tidewaiter.lock` above each file.'),
  shellcheck: optionalFlag(
    line('MODE', '`auto`, `off`, or the path of the program'),
    'Whether shell commands are shown to ShellCheck: `auto` does so where the program is installed. Left out, what ' +
      '`.tidewaiter.yaml` says, or else `auto`.',
  ),
  ...COMPAT_FLAGS,
  exclude: repeatableFlag(
    glob,
    'Files and folders to leave out of what is searched: a name at any depth, or with a slash a path; `**` is any number ' +
      'of folders.',
  ),
  noGitignore: flag(onOff(), 'false', 'Search what `.gitignore` files leave out, too.'),
  stdinFilename: optionalFlag(file, 'What standard input is called in reports, and where settings are looked for.'),
  quiet: flag(onOff(), 'false', 'Print findings and errors, but no summary and no notes.', { short: 'q' }),
  listRules: flag(onOff(), 'false', 'List the rules with their severities and aliases, and do nothing else.'),
};

/** Flags of `tidewaiter lint`. */
export const LINT_FLAGS = {
  ...DOCKERFILE_FLAGS,
  policies: optionalFlag(
    policyPaths,
    'Policy files and folders. For Dockerfiles, left out, those that `.tidewaiter.yaml` names; for documents, the ' +
      'folder `policies`.',
  ),
  ...CLUSTER_FLAGS,
  image: optionalFlag(
    line('IMAGE', 'an image reference'),
    'Documents: what they are about; the ImagePolicies that name it are applied. Left out, all are.',
  ),
  type: optionalFlag(
    line('URI', 'a predicate type, as statements name it'),
    'Documents: predicate type of those that do not stand in a statement. Left out, it follows from what they are.',
  ),
  vex: optionalFlag(
    file,
    'Documents: VEX, OpenVEX or CycloneDX: what it says of vulnerabilities counts where a policy lets VEX count.',
  ),
  ...evidenceFlags(
    'Evidence pack, as `tidewaiter pack` makes it, in which --evidence-roots finds trust roots that policies name, and ' +
      'in which base images are looked up where a Dockerfile is named. `@sha256:...` behind the folder says which it ' +
      'must be.',
  ),
};
