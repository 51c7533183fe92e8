import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import type { Container, Workload } from '../../../model/workload.ts';
import { fieldOf } from '../shared/fields.ts';
import { RUN_AS_USER, userProblem } from '../shared/run-as-user.ts';
import { effectiveSecurity } from '../shared/security-context.ts';
import { askForConfig, type ConfigTest, configProblem } from './image-configs.ts';
import { readImageUser } from './image-user.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   runAsUser  1 to 2147483647; undefined where the image says it:
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 *   config.User of the image, on every platform: 1 to 2147483647, with or without a group
 *
 * A container's field overrides the pod's, which overrides the image.
 */
const RUN_AS_NON_ROOT = ['runAsNonRoot'];

export const imageRunsAsRoot = workloadRule<{ readonly allowNamedUsers?: boolean }>({
  id: 'image-runs-as-root',
  severity: 'error',
  summary: 'No container runs as root, whether the pod or the image says who it runs as',
  remediation: 'Give the image a numeric USER other than 0, or set securityContext.runAsUser above 0.',
  aliases: { kyverno: ['only-trustworthy-registries-set-root'] },
  asks: (reference, workload, { container }) =>
    isLeftToImage(workload, container) ? askForConfig(reference) : undefined,
  options: record('What counts as not running as root', {
    allowNamedUsers: optional(
      flag('Accept images whose user is a name other than root, which the image may tie to any number (default false)'),
    ),
  }),
  compile({ allowNamedUsers = false }) {
    return (workload, report, { images }) => {
      if (workload.windows) return;
      for (const use of workload.images) {
        const { container } = use;
        if (container === undefined) continue;
        const problem = isLeftToImage(workload, container)
          ? configProblem(workload, use, images, userTest(workload, container, allowNamedUsers))
          : userProblem(workload, container);
        if (problem !== undefined) report(problem);
      }
    };
  },
});

/** Nothing in the pod says who the container runs as. Numbers mean nothing on Windows. */
function isLeftToImage(workload: Workload, container: Container | undefined): boolean {
  if (container === undefined || workload.windows) return false;
  return effectiveSecurity(workload, container, RUN_AS_USER) === undefined;
}

function userTest(workload: Workload, container: Container, allowNamedUsers: boolean): ConfigTest {
  return {
    // The kubelet holds pods to spec.os.
    concerns: ({ platform }) => !isWindows(platform) || fieldOf(workload.pod.os, 'name') !== 'linux',
    faultOf({ platform, user }) {
      if (isWindows(platform))
        return 'has a user that cannot be judged: set spec.os.name: linux if the pod never runs there';
      const found = readImageUser(user);
      if (found.kind === 'number' || (found.kind === 'name' && allowNamedUsers)) return undefined;
      const isRefused = found.kind !== 'unclear' && effectiveSecurity(workload, container, RUN_AS_NON_ROOT) === true;
      return isRefused ? `${found.clause}, so that runAsNonRoot: true keeps it from starting` : found.clause;
    },
  };
}

function isWindows(platform: string): boolean {
  return platform.split('/', 1)[0] === 'windows';
}
