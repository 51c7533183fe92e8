import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { effectiveSecurity, securityOrigin } from '../../workload/shared/security-context.ts';
import { imageStages } from '../shared/image-stages.ts';
import { quoted } from '../shared/spans.ts';
import { isRoot, userOf } from '../shared/user-name.ts';
import { baseSpan, inManifest, type Pair, pairCheck } from './pairs.ts';

const RUN_AS_NON_ROOT = ['runAsNonRoot'];
const RUN_AS_USER = ['runAsUser'];
/** Instructions that are told of for one container. */
const MOST_TOLD = 100;
const NUMBER = /^[0-9]{1,10}$/;

export const podUserMatchesImage = dockerfileRule<object>({
  id: 'pod-user-matches-image',
  severity: 'error',
  summary: 'Manifests run the image as a user that it is made for',
  why: 'With runAsNonRoot: true the kubelet starts nothing whose image is root or names its user, and another runAsUser cannot write what belongs to the user of the image',
  remediation:
    'Write USER with a number that is not 0, and give files to the user that the manifest names, or to group 0',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { workload, container } = pair.container;
      if (workload.windows) return;
      const user = effectiveSecurity(workload, container, RUN_AS_USER);
      if (user === undefined) return judgePromise(pair, report);
      if (typeof user === 'number') judgeOwners(pair, user, report);
    }),
});

type Report = Parameters<Parameters<typeof pairCheck>[0]>[1];

/** The user is that of the image, and the manifest promises that it is not root. */
function judgePromise(pair: Pair, report: Report): void {
  const { build, final, facts, container: paired, who } = pair;
  const { workload, container } = paired;
  if (effectiveSecurity(workload, container, RUN_AS_NON_ROOT) !== true || !facts.user.known) return;
  const { value, from } = facts.user;
  const user = userOf(value);
  if (NUMBER.test(user) && !isRoot(user)) return;
  const uid = build.users(final).get(user)?.uid;
  const isRootUser = isRoot(user) || uid === 0;
  const state =
    value === '' ? 'has no user, which is root' : isRootUser ? `runs as ${quoted(user)}, which is root` : '';
  const known = uid === undefined ? '' : `, which is ${uid}`;
  const image = state === '' ? `names its user ${quoted(user)}${known}` : state;
  const { path } = securityOrigin(workload, container, RUN_AS_NON_ROOT);
  report({
    message: `the image ${image}, so that the kubelet does not start ${who}, which sets runAsNonRoot: true`,
    span: from?.keyword === 'USER' ? from.line.spanOf(from.value.start, from.value.end) : baseSpan(final),
    ...inManifest(pair, path, 'runAsNonRoot: true is set here'),
  });
}

/** Files of the final image that belong to somebody else. */
function judgeOwners(pair: Pair, user: number, report: Report): void {
  const { container: paired, who } = pair;
  let told = 0;
  for (const { instruction, uid, flag } of pair.build.once(readOwners)) {
    if (uid === user) continue;
    told += 1;
    if (told > MOST_TOLD) return;
    report({
      message: `the files belong to user ${uid}, and ${who} runs as user ${user}, who may not write them`,
      span: instruction.line.spanOf(flag.start, flag.end),
      atMost: 'warning',
      ...inManifest(pair, securityOrigin(paired.workload, paired.container, RUN_AS_USER).path, 'runAsUser is set here'),
    });
  }
}

/** A `--chown` that gives files to a user who is not root, and not to group 0, which is how images for any user do it. */
interface Owner {
  readonly instruction: CopyInstruction;
  readonly uid: number;
  readonly flag: Piece;
}

/** The same for all containers that run the image. */
function readOwners(build: Build): readonly Owner[] {
  const { final } = build;
  if (final === undefined) return [];
  const stages = imageStages(build);
  const users = build.users(final);
  return [...build.of('COPY'), ...build.of('ADD')].flatMap((instruction) => {
    const stage = build.stageOf(instruction);
    return stage !== undefined && stages.has(stage) ? (ownerOf(instruction, build, users) ?? []) : [];
  });
}

function ownerOf(instruction: CopyInstruction, build: Build, users: ReturnType<Build['users']>): Owner | undefined {
  const flag = instruction.flags.findLast(({ name }) => name === 'chown');
  if (flag?.written === undefined) return undefined;
  const value = build.expand(instruction, { ...flag.written, text: flag.value ?? '' });
  if (value.kind === 'unknown') return undefined;
  const name = userOf(value.text);
  const uid = NUMBER.test(name) ? Number(name) : users.get(name)?.uid;
  const colon = value.text.indexOf(':');
  const group = colon === -1 ? undefined : value.text.slice(colon + 1);
  if (uid === undefined || uid === 0 || group === '0' || group === 'root') return undefined;
  return { instruction, uid, flag: flag.written };
}
