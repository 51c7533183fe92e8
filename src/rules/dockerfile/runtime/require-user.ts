import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { Instruction, ValueInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { isRoot, userOf } from '../shared/user-name.ts';
import { isOfWindows } from '../shared/windows.ts';

/** The number that images without users of their own have agreed on. */
const NOBODY = '65532:65532';
/** Tags of distroless images that do not run as root. */
const DISTROLESS_NONROOT = /^gcr\.io\/distroless\/[^:@]{1,128}:(?:debug-)?nonroot(?:[-@]|$)/;
const STARTS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);
/** Instructions that run, or write files, as the user before them. */
const WORKS: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'ONBUILD']);

export const requireUser = dockerfileRule<object>({
  id: 'require-user',
  severity: 'warning',
  summary: 'The image does not run as root',
  why: 'Whoever breaks out of a process that is root in its container is root in front of every other barrier, too',
  remediation: 'Write USER with a number that is not 0 in front of CMD and ENTRYPOINT of the final stage',
  aliases: {
    hadolint: ['DL3002'],
    trivy: ['DS-0002'],
    checkov: ['CKV_DOCKER_3', 'CKV_DOCKER_8'],
    dockle: ['CIS-DI-0001'],
  },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { final } = build;
    if (final === undefined) return;
    const last = build.lastUser(final);
    if (last !== undefined) {
      const user = rootUserOf(build, final, last);
      if (user === undefined) return;
      const { text, start, end } = last.value;
      const length = text.includes('$') ? end - start : userOf(text).length;
      report({
        message: `the last USER of the final stage is ${quoted(user)}, so that the image runs as root`,
        span: spanOf(last, { start, end: start + length }),
        ...fixOf(build, final, last),
      });
      return;
    }
    const { from } = final;
    // Images of Windows differ in their default, and none of it is root.
    if (from?.image === undefined || isOtherByBase(final) || isOfWindows(build, final)) return;
    const why =
      final.baseFacts?.user === undefined
        ? 'the final stage has no USER, so that the image runs as root unless its base image says otherwise'
        : `the final stage has no USER, and its base image ${quoted(from.image.text)} runs as root`;
    const isScratch = isFromScratch(final);
    const message = isScratch ? 'the final stage has no USER, so that the image runs as root' : why;
    const startsNothing = isScratch && !final.chain.some(({ instructions }) => instructions.some(isStart));
    report({
      message,
      span: spanOf(from, from.image),
      // An image without a command is a parcel of files more often than not.
      ...(startsNothing && { atMost: 'info' }),
      ...fixOf(build, final, undefined),
    });
  },
});

/** The user, if it is root: by its name, its number, or the number that the file gives to its name. */
function rootUserOf(build: Build, final: Stage, last: ValueInstruction): string | undefined {
  const text = textOf(build.expand(last, last.value));
  if (text === undefined) return undefined;
  const user = userOf(text);
  return isRoot(user) || build.users(final).get(user)?.uid === 0 ? user : undefined;
}

function isStart({ keyword }: Instruction): boolean {
  return STARTS.has(keyword);
}

function isFromScratch({ chain }: Stage): boolean {
  return chain.at(-1)?.scratch === true;
}

/** Whether the base image runs as somebody else: it is known to, or its tag says so. */
function isOtherByBase({ baseFacts, chain }: Stage): boolean {
  if (baseFacts?.user !== undefined) return !isRoot(userOf(baseFacts.user));
  const base = chain.at(-1)?.base;
  return base !== undefined && base.kind !== 'unknown' && DISTROLESS_NONROOT.test(base.text);
}

/** A USER of its own for what the image runs; behind the last instruction that works as root. */
function fixOf(build: Build, final: Stage, last: ValueInstruction | undefined): { readonly fix?: Fix } {
  const { dockerfile } = build;
  // Windows knows no numbers of users.
  if (isOfWindows(build, final)) return {};
  const title = `run as the user ${NOBODY}`;
  const { instructions } = final;
  const working = instructions.findLastIndex(({ keyword }) => WORKS.has(keyword));
  const own = last === undefined ? -1 : instructions.indexOf(last);
  if (last !== undefined && own > working) {
    const edit = { ...spanOf(last, last.value), text: NOBODY };
    return { fix: { safety: 'unsafe', title, edits: [edit] } };
  }
  const behind = Math.max(working, own);
  const start = instructions.findIndex((instruction, at) => at > behind && isStart(instruction));
  const before = instructions[start];
  const line = `USER ${NOBODY}`;
  if (before !== undefined) {
    const at = lineStartOf(dockerfile.text, before);
    const edit = { start: at, end: at, text: `${line}${dockerfile.lineEnd}` };
    return { fix: { safety: 'unsafe', title, edits: [edit] } };
  }
  const at = (instructions.at(-1) ?? final.from)?.span.end;
  if (at === undefined) return {};
  return { fix: { safety: 'unsafe', title, edits: [{ start: at, end: at, text: `${dockerfile.lineEnd}${line}` }] } };
}

/** Where the line of an instruction begins, or that of the first comment above it, which belongs to it. */
function lineStartOf(text: string, { span, commentsAbove: [comment] }: Instruction): number {
  return text.lastIndexOf('\n', (comment ?? span).start - 1) + 1;
}
