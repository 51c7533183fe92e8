import type { Build } from '../../../model/build.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { commandLine } from '../../../parse/dockerfile/command-line.ts';
import { packageCommands } from '../shared/package-commands.ts';
import { words } from '../shared/package-managers.ts';
import { CURL, hostOf, isLocalHost, WGET } from './downloaders.ts';

/** Words of a command that switch the check of certificates off. */
export interface TlsOption {
  readonly command: ShellCommand;
  readonly first: ShellWord;
  readonly last: ShellWord;
  /** One letter of a word of several, which is all that there is to take away. */
  readonly letter?: string;
  readonly alias?: string;
  /** The words are all that the command does. */
  readonly isWhole?: true;
}

const CURL_OFF: readonly string[] = ['-k', '--insecure', '--proxy-insecure', '--doh-insecure'];
const OFF = /^(?:false|0|no|off)$/i;
const HTTP_VERIFY = /^http\.(?:.{1,512}\.)?sslverify$/i;
const HTTP_VERIFY_OFF = /^http\.(?:.{1,512}\.)?sslverify=(?:false|0|no|off)$/i;
const APT_VERIFY_OFF = /^Acquire::https?::(?:.{1,256}::)?Verify-(?:Peer|Host)=["']?(?:false|0|no|off)["']?$/i;
const GIT = { values: words('-c -C --git-dir --work-tree --namespace --exec-path --config-env') };
const GIT_CONFIG = { values: words('-f --file --blob --type --default') };
const NPM_SET: readonly (readonly string[])[] = [['config', 'set'], ['set'], ['c', 'set']];

/** Options and settings on command lines, tool by tool. */
export function tlsOptions(build: Build): readonly TlsOption[] {
  const found: TlsOption[] = [];
  for (const command of build.commands('curl')) ofCurl(command, found);
  for (const command of build.commands('wget')) ofWget(command, found);
  for (const command of build.commands('git')) ofGit(command, found);
  for (const command of build.commands('conda')) ofConda(command, found);
  for (const { manager, command, options, operands, action } of packageCommands(build)) {
    switch (manager.name) {
      case 'pip':
      case 'pipx':
      case 'uv':
        ofPip(command, options, found);
        if (action === 'config set') ofPipConfig(command, operands, found);
        break;
      case 'npm':
      case 'yarn':
      case 'pnpm':
        ofNpm(command, found);
        break;
      case 'apt-get':
      case 'apt':
        for (const { value, word, valueWord } of options) {
          if (value !== undefined && APT_VERIFY_OFF.test(value))
            found.push({ command, first: word, last: valueWord ?? word });
        }
    }
  }
  return found;
}

/** The machine itself has no certificate that anybody could check. */
function isLocal({ args }: ShellCommand): boolean {
  const host = hostOf(args);
  return host !== undefined && isLocalHost(host);
}

function ofCurl(command: ShellCommand, found: TlsOption[]): void {
  const options = commandLine(command.args, CURL).all(...CURL_OFF);
  if (options.length === 0 || isLocal(command)) return;
  for (const { name, word } of options) {
    const isOfSeveral = name === '-k' && word.value !== '-k';
    found.push({ command, first: word, last: word, alias: 'CKV2_DOCKER_2', ...(isOfSeveral && { letter: 'k' }) });
  }
}

/** Names of long options may be cut short. */
function ofWget(command: ShellCommand, found: TlsOption[]): void {
  const options = commandLine(command.args, WGET).options.filter(({ name }) => name.startsWith('--no-check-cert'));
  if (options.length === 0 || isLocal(command)) return;
  for (const { word } of options) found.push({ command, first: word, last: word, alias: 'CKV2_DOCKER_3' });
}

function ofGit(command: ShellCommand, found: TlsOption[]): void {
  const alias = 'CKV2_DOCKER_14';
  const line = commandLine(command.args, { ...GIT, operandsEndOptions: true });
  for (const { value, word, valueWord } of line.all('-c')) {
    if (value !== undefined && HTTP_VERIFY_OFF.test(value))
      found.push({ command, first: word, last: valueWord ?? word, alias });
  }
  const [action, ...rest] = line.operands;
  if (action?.value !== 'config') {
    const config = commandLine(rest, GIT).options;
    for (const { name, value, word, valueWord } of config) {
      const isConfig = (name === '-c' || name === '--config') && action?.value === 'clone';
      if (isConfig && value !== undefined && HTTP_VERIFY_OFF.test(value)) {
        found.push({ command, first: word, last: valueWord ?? word, alias });
      }
    }
    return;
  }
  const { operands } = commandLine(rest, GIT_CONFIG);
  const [key, value] = operands[0]?.value === 'set' ? operands.slice(1) : operands;
  if (key === undefined || value === undefined || !HTTP_VERIFY.test(key.value) || !OFF.test(value.value)) return;
  found.push({ command, first: key, last: value, alias, isWhole: true });
}

function ofConda(command: ShellCommand, found: TlsOption[]): void {
  const [action, ...rest] = command.args;
  const at = action?.value === 'config' ? rest.findIndex(({ value }) => value === '--set') : -1;
  const [key, value] = [rest[at + 1], rest[at + 2]];
  if (at === -1 || key?.value !== 'ssl_verify' || value === undefined || !OFF.test(value.value)) return;
  found.push({ command, first: key, last: value, isWhole: true });
}

type Options = ReturnType<typeof packageCommands>[number]['options'];

function ofPip(command: ShellCommand, options: Options, found: TlsOption[]): void {
  for (const { name, value, word, valueWord } of options) {
    if (name !== '--trusted-host' && name !== '--allow-insecure-host') continue;
    if (value !== undefined && isLocalHost(value.replace(/:\d{1,5}$/, ''))) continue;
    const alias = name === '--trusted-host' ? { alias: 'CKV2_DOCKER_4' } : {};
    found.push({ command, first: word, last: valueWord ?? word, ...alias });
  }
}

/** `pip config set global.trusted-host pypi.org` */
function ofPipConfig(command: ShellCommand, operands: readonly ShellWord[], found: TlsOption[]): void {
  const [key, value] = operands;
  if (key === undefined || value === undefined || !key.value.endsWith('.trusted-host')) return;
  if (!isLocalHost(value.value))
    found.push({ command, first: key, last: value, alias: 'CKV2_DOCKER_4', isWhole: true });
}

/** `npm config set strict-ssl false`, `npm set strict-ssl=false`, `npm ci --strict-ssl=false`, `--no-strict-ssl`. */
function ofNpm(command: ShellCommand, found: TlsOption[]): void {
  const alias = 'CKV2_DOCKER_13';
  const { options, operands } = commandLine(command.args);
  for (const { name, value, word } of options) {
    const isOff = name === '--no-strict-ssl' || (name === '--strict-ssl' && value !== undefined && OFF.test(value));
    if (isOff) found.push({ command, first: word, last: word, alias });
  }
  const prefix = NPM_SET.find((texts) => texts.every((text, at) => operands[at]?.value === text));
  if (prefix === undefined) return;
  const [key, value] = operands.slice(prefix.length);
  const text = value === undefined ? key?.value : `${key?.value}=${value.value}`;
  if (key === undefined || text === undefined || !/^strict-ssl=(?:false|0|no|off)$/i.test(text)) return;
  found.push({ command, first: key, last: value ?? key, alias, isWhole: true });
}
