import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { isArchiveName } from '../shared/archives.ts';
import { fromRoot } from '../shared/paths.ts';
import { hasFlag, type Source, sourcesOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** What ADD can do and COPY cannot. */
const OF_ADD_ALONE = ['checksum', 'keep-git-dir', 'unpack'];

export const preferCopy = dockerfileRule<object>({
  id: 'prefer-copy',
  severity: 'info',
  summary: 'COPY takes files of the build context, and ADD only what COPY cannot',
  why: 'ADD unpacks whatever turns out to be a tar and fetches whatever looks like a URL, so that a file may become something else without a word in the Dockerfile',
  remediation: 'Write COPY instead of ADD',
  aliases: { hadolint: ['DL3020'], trivy: ['DS-0005'], checkov: ['CKV_DOCKER_4'], dockle: ['CIS-DI-0009'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const add of build.of('ADD', { triggers: true })) {
      if (add.broken || unpacks(add)) continue;
      const sources = sourcesOf(build, add);
      const plain = sources.find((source) => isPlainFile(build, source));
      const what = plain === undefined ? add.heredocs[0]?.marker.text : plain.text;
      if (what === undefined) continue;
      const isAll = sources.length === add.sources.length && sources.every((source) => isPlainFile(build, source));
      const fix = isAll ? copyInstead(build, add, sources) : undefined;
      report({
        message: `ADD takes ${quoted(what)} from the build context, which COPY does without unpacking or fetching anything`,
        span: spanOf(add, add.word),
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

/** `--unpack` asks for what COPY never does; `--unpack=false` does not. */
function unpacks({ flags }: CopyInstruction): boolean {
  for (const { name, value } of flags) if (name === 'unpack' && value !== 'false') return true;
  return false;
}

function isPlainFile(build: Build, { text, origin }: Source): boolean {
  return origin === 'context' && !isArchiveName(text) && !isArchive(build, text);
}

function isArchive(build: Build, path: string): boolean {
  const entry = build.inputs.context?.entry(fromRoot(path));
  return entry?.kind === 'file' && entry.archive === true;
}

function copyInstead(build: Build, add: CopyInstruction, sources: readonly Source[]): Fix | undefined {
  if (OF_ADD_ALONE.some((name) => hasFlag(add, name))) return undefined;
  const isSafe =
    add.trigger === undefined &&
    add.heredocs.length === 0 &&
    sources.every(({ literal, text }) => literal && staysAsItIs(build, text));
  const text = add.word.text === add.word.text.toLowerCase() ? 'copy' : 'COPY';
  return {
    safety: isSafe ? 'safe' : 'unsafe',
    title: 'write COPY',
    edits: [{ ...spanOf(add, add.word), text }],
  };
}

/** Whether a file is known to be none that ADD unpacks, by its content; archives in a folder stay as they are. */
function staysAsItIs(build: Build, path: string): boolean {
  const entry = build.inputs.context?.entry(fromRoot(path));
  return entry?.kind === 'directory' || (entry?.kind === 'file' && entry.archive === false);
}
