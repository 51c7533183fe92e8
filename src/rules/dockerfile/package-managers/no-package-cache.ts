import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix, type TextEdit } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { insertBehind, isEditable } from '../shared/command-edits.ts';
import { appendToRun } from './append-command.ts';
import { type CacheUse, cacheUses, type Readers } from './cache-uses.ts';

export const noPackageCache = dockerfileRule({
  id: 'no-package-cache',
  severity: 'info',
  summary: 'Package managers leave no lists and caches in the image',
  why: 'What one RUN leaves stays in its layer for ever, whatever a later one deletes: bytes that everybody pulls and nobody reads',
  remediation:
    'Clean up at the end of the same RUN, give --no-cache to apk and --no-cache-dir to pip, or mount a cache with --mount=type=cache',
  aliases: {
    hadolint: ['DL3009', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'],
    trivy: ['DS-0015', 'DS-0019', 'DS-0020', 'DS-0025', 'DS-0027'],
    dockle: ['DKL-DI-0004', 'DKL-DI-0005'],
  },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { uses, readers } = cacheUses(build);
    for (const use of uses) {
      const [first] = use.left;
      const { command, manager, action, actionWord } = first;
      const { cache, early } = use;
      const fix = optionFix(use, readers) ?? cleaningFix(build, use);
      const what = action === '' ? manager.name : `${manager.name} ${action}`;
      const tooEarly = early === undefined ? '' : ': what cleans it comes too early';
      report({
        message: `${what} leaves its ${cache.holds} in the layer (${cache.folders[0]})${tooEarly}`,
        span: command.script.spanOf(actionWord ?? command.programWord ?? command),
        alias: cache.aliases,
        ...(fix !== undefined && { fix }),
        ...(early !== undefined && {
          related: [{ span: early.script.spanOf(early), message: 'this cleans up before the cache is filled again' }],
        }),
      });
    }
  },
});

/** Gives the option to every call; safe where no later RUN finds something in the cache that it would have to load again. */
function optionFix({ cache, left, run }: CacheUse, readers: Readers): Fix | undefined {
  const { option } = cache;
  if (option === undefined || !left.every(({ action }) => option.actions.has(action))) return undefined;
  const edits: TextEdit[] = [];
  for (const { command, actionWord } of left) {
    if (actionWord === undefined || !isEditable(command, run)) return undefined;
    const edit = insertBehind(command, actionWord, ` ${option.name}`);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const safety = left.some((call) => readers.behind(call)) ? 'unsafe' : 'safe';
  return { safety, title: `give ${option.name} to ${left[0].manager.name}`, edits };
}

function cleaningFix(build: Build, { cache, left, run }: CacheUse): Fix | undefined {
  const wrappers = left.at(-1)?.command.wrappers ?? [];
  if (wrappers.some((wrapper) => wrapper !== 'sudo' && wrapper !== 'env')) return undefined;
  const text = wrappers.includes('sudo') ? `sudo ${cache.cleaning}` : cache.cleaning;
  const edit = appendToRun(build, run, text);
  return edit && { safety: 'unsafe', title: `append ${cache.cleaning}`, edits: [edit] };
}
