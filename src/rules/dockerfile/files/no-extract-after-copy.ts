import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { isArchiveName, isTarName, isUnpackedByAdd } from '../shared/archives.ts';
import { baseName } from '../shared/paths.ts';
import { hasFlag, textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** Take the compression off; of a tar they are the first half of unpacking. */
const DECOMPRESSORS = ['bunzip2', 'gunzip', 'gzcat', 'uncompress', 'unlzma', 'unxz', 'unzip', 'unzstd', 'zcat', 'zgz'];
/** With these, tar writes something else than ADD does. */
const SELECTS = /^--(?:strip|transform|xform|exclude|wildcards|one-top-level|files-from|to-stdout|no-recursion)/;
const EXTRACTS = /^--(?:extract|get)$/;
const BUNDLE = /^-?[A-Za-z]{1,20}$/;

interface CopiedArchive {
  readonly copy: CopyInstruction;
  readonly source: Piece;
}

export const noExtractAfterCopy = dockerfileRule<object>({
  id: 'no-extract-after-copy',
  severity: 'info',
  summary: 'ADD, and not COPY and tar, unpacks an archive of the build context',
  why: 'The archive stays in the layer of the COPY for ever, beside all that comes out of it',
  remediation: 'Write ADD with the folder as its target, and remove the unpacking from the RUN',
  aliases: { hadolint: ['DL3010'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const archives = copiedArchives(build);
    if (archives.size === 0) return;
    const extractions = [
      ...build.commands('tar').filter(extracts),
      ...DECOMPRESSORS.flatMap((name) => build.commands(name)),
    ];
    const seen = new Set<Piece>();
    for (const command of extractions) {
      const instruction = build.instructionOf(command.script);
      const stage = build.stageOf(instruction);
      const copied = stage === undefined || instruction.trigger !== undefined ? undefined : archives.get(stage);
      if (copied === undefined) continue;
      for (const { value } of command.args) {
        const archive = copied.get(baseName(value));
        if (archive === undefined || archive.copy.index > instruction.index || seen.has(archive.source)) continue;
        const name = baseName(value);
        if (command.program === 'tar' ? !isUnpackedByAdd(name) : !isTarName(name)) continue;
        seen.add(archive.source);
        report({
          message: `${quoted(name)} is copied only to be unpacked by ${command.program}, which ADD does without leaving the archive behind`,
          span: spanOf(archive.copy, archive.source),
          related: [{ span: command.script.spanOf(command), message: 'it is unpacked here' }],
        });
      }
    }
  },
});

/** The archives that COPY takes from the context, by stage and by the name that they get. */
function copiedArchives(build: Build): ReadonlyMap<Stage, ReadonlyMap<string, CopiedArchive>> {
  const found = new Map<Stage, Map<string, CopiedArchive>>();
  for (const copy of build.of('COPY')) {
    const stage = build.stageOf(copy);
    if (copy.broken || stage === undefined || copy.target === undefined || hasFlag(copy, 'from')) continue;
    const target = baseName(textOf(build.expand(copy, copy.target)) ?? '');
    for (const source of copy.sources) {
      const name = isArchiveName(target) ? target : baseName(textOf(build.expand(copy, source)) ?? '');
      if (!isArchiveName(name)) continue;
      const ofStage = found.get(stage) ?? new Map<string, CopiedArchive>();
      found.set(stage, ofStage.set(name, { copy, source }));
    }
  }
  return found;
}

/** `tar xf`, `tar -xzf`, `tar --extract`, without options that make it write something else than ADD would. */
function extracts({ args }: ShellCommand): boolean {
  let isExtraction = false;
  for (const [index, { value }] of args.entries()) {
    if (SELECTS.test(value)) return false;
    const isBundle = (index === 0 || value.startsWith('-')) && BUNDLE.test(value);
    if (EXTRACTS.test(value) || (isBundle && value.includes('x'))) isExtraction = true;
    if (isBundle && value.includes('O')) return false;
  }
  return isExtraction;
}
