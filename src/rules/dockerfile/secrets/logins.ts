import type { ShellCommand, ShellWord } from '../../../model/shell.ts';

/** A command that is given a secret on its command line. */
export interface Login {
  /** What the command does, as a sentence goes on: `logs in to a registry with a password`. */
  readonly what: string;
  /** The word that the secret stands in; undefined where it is in a file. */
  readonly word: ShellWord | undefined;
  /** What of the word is the secret, where it is literal. */
  readonly secret: string;
}

type Reader = (command: ShellCommand) => Login | undefined;

const AWS_KEY = /aws_(?:access_key_id|secret_access_key|session_token)$/;
const NPM_KEY = /(?:^|:)_(?:auth|authToken|password)(?:=|$)/;

/** Programs that take a secret as an argument, by what their manuals say. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['aws', readAws],
  ['az', (command) => readOptions(command, ['login'], ['-p', '--password', '--federated-token'], 'logs in to Azure')],
  ['buildah', readRegistryLogin],
  ['crane', readRegistryLogin],
  ['curl', readCurl],
  ['docker', readRegistryLogin],
  ['doctl', (command) => readOptions(command, ['auth', 'init'], ['-t', '--access-token'], 'logs in to DigitalOcean')],
  ['gcloud', readGcloud],
  ['helm', readRegistryLogin],
  ['npm', readNpm],
  ['oras', readRegistryLogin],
  ['pnpm', readNpm],
  ['podman', readRegistryLogin],
  ['skopeo', readRegistryLogin],
  ['wget', (command) => readOptions(command, [], ['--password', '--http-password', '--ftp-password'], 'downloads')],
  ['yarn', readNpm],
]);

/** Programs that `loginIn` knows. */
export const LOGIN_PROGRAMS: readonly string[] = [...READERS.keys()];

/** The secret that a command is given, if it is one of these programs and takes one. */
export function loginIn(command: ShellCommand): Login | undefined {
  return READERS.get(command.program)?.(command);
}

/** Whether these words stand side by side among those that are no options: options in front may take words, too. */
function names({ args }: ShellCommand, words: readonly string[]): boolean {
  let count = 0;
  for (const { value } of args) {
    if (count === words.length) return true;
    if (value.startsWith('-')) continue;
    if (value === words[count]) count += 1;
    else count = value === words[0] ? 1 : 0;
  }
  return count === words.length;
}

/** `--password x`, `--password=x`, `-p x`, `-px`. */
function optionValue({ args }: ShellCommand, options: readonly string[]): Pick<Login, 'word' | 'secret'> | undefined {
  for (const [at, word] of args.entries()) {
    const { value } = word;
    if (!value.startsWith('-')) continue;
    for (const name of options) {
      const next = args[at + 1];
      if (value === name) return next === undefined ? undefined : { word: next, secret: next.value };
      if (value.startsWith(`${name}=`)) return { word, secret: value.slice(name.length + 1) };
      if (name.length === 2 && value.startsWith(name)) return { word, secret: value.slice(2) };
    }
  }
  return undefined;
}

function readOptions(
  command: ShellCommand,
  words: readonly string[],
  options: readonly string[],
  what: string,
): Login | undefined {
  const found = names(command, words) ? optionValue(command, options) : undefined;
  return found && { what: `${what} with a secret on its command line`, ...found };
}

function readRegistryLogin(command: ShellCommand): Login | undefined {
  if (!command.args.some(({ value }) => value === 'login')) return undefined;
  const found = optionValue(command, ['-p', '--password']);
  return found && { what: 'logs in to a registry with a password on its command line', ...found };
}

function readAws(command: ShellCommand): Login | undefined {
  if (!names(command, ['configure', 'set'])) return undefined;
  const at = command.args.findIndex(({ value }) => AWS_KEY.test(value));
  const word = at === -1 ? undefined : command.args[at + 1];
  return word && { what: 'writes a key of AWS into the image', word, secret: word.value };
}

function readGcloud(command: ShellCommand): Login | undefined {
  if (!names(command, ['auth', 'activate-service-account'])) return undefined;
  return { what: 'writes a key of Google Cloud into the image', word: undefined, secret: '' };
}

function readNpm(command: ShellCommand): Login | undefined {
  if (!names(command, ['config', 'set']) && !names(command, ['set'])) return undefined;
  const at = command.args.findIndex(({ value }) => NPM_KEY.test(value));
  const word = command.args[at];
  if (word === undefined) return undefined;
  const equals = word.value.indexOf('=');
  const what = 'writes the token of a registry into the image';
  if (equals !== -1) return { what, word, secret: word.value.slice(equals + 1) };
  const next = command.args[at + 1];
  return next && { what, word: next, secret: next.value };
}

function readCurl(command: ShellCommand): Login | undefined {
  const found = optionValue(command, ['-u', '--user', '-U', '--proxy-user']);
  const colon = found?.secret.indexOf(':') ?? -1;
  if (found === undefined || colon === -1) return undefined;
  return {
    what: 'downloads with a password on its command line',
    word: found.word,
    secret: found.secret.slice(colon + 1),
  };
}
