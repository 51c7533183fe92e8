import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { type CommandLine, commandLine, type OptionSpec } from '../../../parse/dockerfile/command-line.ts';
import { words } from '../shared/package-managers.ts';

/** How the command line of curl reads. */
export const CURL: OptionSpec = {
  values: words(
    '-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --cacert --capath --cert --ciphers ' +
      '--config --connect-timeout --connect-to --continue-at --cookie --cookie-jar --create-file-mode --data --data-binary ' +
      '--data-raw --data-urlencode --dump-header --form --header --interface --json --key --limit-rate --max-filesize ' +
      '--max-redirs --max-time --netrc-file --noproxy --output --output-dir --pinnedpubkey --proto --proto-default ' +
      '--proto-redir --proxy --proxy-header --proxy-user --range --referer --request --resolve --retry --retry-delay ' +
      '--retry-max-time --tls-max --tls13-ciphers --trace --unix-socket --upload-file --url --user --user-agent --write-out',
  ),
};

/** How the command line of wget reads, that of BusyBox included. */
export const WGET: OptionSpec = {
  values: words(
    '-a -A -B -D -e -i -I -l -o -O -P -Q -R -t -T -U -w -X --accept --append-output --base --body-data --body-file ' +
      '--ca-certificate --ca-directory --certificate --compression --config --cut-dirs --default-page --directory-prefix ' +
      '--dns-timeout --domains --execute --header --http-password --http-user --input-file --level --limit-rate ' +
      '--load-cookies --max-redirect --method --output-document --output-file --password --post-data --post-file ' +
      '--private-key --progress --quota --read-timeout --referer --regex-type --reject --restrict-file-names ' +
      '--retry-on-http-error --save-cookies --secure-protocol --timeout --tries --user --user-agent --wait --waitretry',
  ),
};

/** The command line of curl or wget. */
export function downloadLine({ program, args }: ShellCommand): CommandLine {
  return commandLine(args, program === 'curl' ? CURL : WGET);
}

/** Whether curl or wget writes what it fetches to its output, and not to a file. */
export function writesToOutput(command: ShellCommand): boolean {
  const line = downloadLine(command);
  if (line.has('--version', '-V', '--help')) return false;
  if (command.program === 'wget') return isOutput(line.last('-O', '--output-document')?.value);
  if (line.has('-O', '--remote-name', '--remote-name-all', '-I', '--head')) return false;
  const output = line.last('-o', '--output');
  return output === undefined || isOutput(output.value);
}

function isOutput(file: string | undefined): boolean {
  return file === '-' || file === '/dev/stdout';
}

const HOST = /^["']?(?:https?|ftp):\/\/(?:[^/\s@]{0,256}@)?([\w.-]{1,253})/i;

/** Host of the first URL among words, as far as it is written; undefined where there is none. */
export function hostOf(args: readonly ShellWord[]): string | undefined {
  for (const { value } of args) {
    const host = HOST.exec(value.slice(0, 1_024))?.[1];
    if (host !== undefined) return host;
  }
  return undefined;
}

const LOCAL = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0)$/i;

/** Whether a host is the machine itself. */
export function isLocalHost(host: string): boolean {
  return LOCAL.test(host);
}
