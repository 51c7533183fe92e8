import type { ImageService } from '../model/image-evidence.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Invocation } from './command.ts';
import type { REVIEW_FLAGS } from './command-flags.ts';
import { type Evidence, evidenceOptions, sourceProblems } from './evidence.ts';
import { LateImages } from './late-images.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { type UserFlags, userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';

type Flags = Pick<Invocation<typeof REVIEW_FLAGS>['flags'], 'images' | 'layout' | 'evidence' | 'dockerConfig'>;

/** @throws UsageError where flags contradict each other */
export function refuseContradictions({ images, layout, evidence, dockerConfig }: Flags): void {
  const problems = [
    layout !== undefined && images === 'registry' && '--layout and --images registry exclude each other',
    evidence !== undefined && images === 'registry' && '--evidence and --images registry exclude each other',
    dockerConfig !== undefined && images !== 'registry' && '--docker-config needs --images registry',
    ...sourceProblems({ layout, evidence, dockerConfig: undefined }),
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new UsageError(problems);
}

/**
 * What a review finds out about images with; undefined where nobody is to be asked.
 * @throws UsageError where flags name what is not there
 */
export async function reviewImages(
  { images, layout, dockerConfig }: Flags,
  evidence: Evidence | undefined,
  policySet: PolicySet,
  terminal: Terminal,
): Promise<ImageService | undefined> {
  if (images === 'skip' && layout === undefined && evidence === undefined) return undefined;
  return openUserImages({ layout, dockerConfig }, evidence, policySet, terminal);
}

/** Looks images up as a person does. @throws UsageError */
export async function openUserImages(
  flags: UserFlags,
  evidence: Evidence | undefined,
  policySet: PolicySet,
  terminal: Terminal,
): Promise<ImageService> {
  const options = { ...userConnections(flags), ...evidenceOptions(evidence, true) };
  const service = new LateImages(async () => options).start(userHooks(terminal));
  await service.prepareFor(policySet);
  return service;
}
