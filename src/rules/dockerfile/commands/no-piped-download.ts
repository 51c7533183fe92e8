import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { enclosingCommand } from '../shared/run-commands.ts';
import { hostOf, writesToOutput } from './downloaders.ts';
import { INTERPRETERS, readsScriptFromInput, scriptWordOf } from './interpreters.ts';

/** Programs in the middle of a pipe that refuse what nobody has signed. */
const CHECKING: ReadonlySet<string> = new Set(['gpg', 'gpg2', 'gpgv', 'minisign', 'signify', 'cosign']);

export const noPipedDownload = dockerfileRule<object>({
  id: 'no-piped-download',
  severity: 'warning',
  summary: 'No script runs straight from a download',
  why: 'Whoever controls the server, or breaks the connection half-way, decides what runs as root, and each build may run another script',
  remediation: 'Download to a file, compare its SHA-256 sum (or ADD --checksum), and then run it; or install a package',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const scripts: ScriptWords = new Map();
    for (const program of ['curl', 'wget']) {
      for (const download of build.commands(program)) {
        const runner = runnerOf(download, scripts);
        if (runner === undefined) continue;
        const host = hostOf(download.args);
        const from = host === undefined ? '' : ` from ${printable(host, 100)}`;
        const { script } = download;
        report({
          message: `${program} fetches a script${from} that ${runner.program} runs unseen`,
          span: script.spanOf(runner.programWord ?? runner),
          related: [{ span: script.spanOf(download.programWord ?? download), message: 'The script comes from here' }],
        });
      }
    }
  },
});

/** Where commands take their scripts from, as far as it was asked for. */
type ScriptWords = Map<ShellCommand, ShellWord | undefined>;

/** What runs a download: the end of its pipe, or the command whose script it is a substitution of. */
function runnerOf(download: ShellCommand, scripts: ScriptWords): ShellCommand | undefined {
  if (!writesToOutput(download) || download.redirects.some(({ operator }) => operator === '>')) return undefined;
  return pipedRunner(download) ?? outerRunner(download, scripts);
}

/** Each download looks at the parts behind its own: long pipes of downloads are cut. */
const MAX_PARTS = 8;

function pipedRunner({ pipe, pipePlace }: ShellCommand): ShellCommand | undefined {
  for (const part of pipe?.parts.slice(pipePlace + 1, pipePlace + 1 + MAX_PARTS) ?? []) {
    const [first] = part;
    if (first === undefined || CHECKING.has(first.program)) return undefined;
    const runner = part.slice(0, MAX_PARTS).find(readsScriptFromInput);
    if (runner !== undefined) return runner;
  }
  return undefined;
}

/** `bash <(curl ..)`, `sh -c "$(curl ..)"`, `eval "$(curl ..)"`. */
function outerRunner(download: ShellCommand, scripts: ScriptWords): ShellCommand | undefined {
  const outer = download.substituted ? enclosingCommand(download) : undefined;
  if (outer === undefined || !INTERPRETERS.has(outer.program)) return undefined;
  // Many downloads may stand in one command.
  const word = scripts.has(outer) ? scripts.get(outer) : scriptWordOf(outer);
  scripts.set(outer, word);
  return word !== undefined && startsWith(word, download) ? outer : undefined;
}

/** Whether a word is a substitution from its start on, and a command is the first one in it. */
function startsWith(word: ShellWord, download: ShellCommand): boolean {
  if (download.start < word.start || download.end > word.end) return false;
  const before = word.raw.slice(0, Math.min(download.start - word.start, 8));
  return /^"?(?:\$\(|<\(|`)\s*$/.test(before);
}
