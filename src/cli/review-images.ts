import type { ImageService } from '../model/image-evidence.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Invocation } from './command.ts';
import type { REVIEW_FLAGS } from './command-flags.ts';
import { LateImages } from './late-images.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { type UserFlags, userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';

type Flags = Pick<Invocation<typeof REVIEW_FLAGS>['flags'], 'images' | 'layout' | 'dockerConfig'>;

/**
 * What a review finds out about images with; undefined where nobody is to be asked.
 * @throws UsageError where flags contradict each other or name what is not there
 */
export async function reviewImages(
  flags: Flags,
  policySet: PolicySet,
  terminal: Terminal,
): Promise<ImageService | undefined> {
  const { images, layout, dockerConfig } = flags;
  const problems = [
    layout !== undefined && images === 'registry' && '--layout and --images registry exclude each other',
    dockerConfig !== undefined && images !== 'registry' && '--docker-config needs --images registry',
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new UsageError(problems);
  return images === 'skip' && layout === undefined
    ? undefined
    : openUserImages({ layout, dockerConfig }, policySet, terminal);
}

async function openUserImages(flags: UserFlags, policySet: PolicySet, terminal: Terminal): Promise<ImageService> {
  const options = userConnections(flags);
  const service = new LateImages(async () => options).start(userHooks(terminal));
  await service.prepareFor(policySet);
  return service;
}
