import { isObject, ownField } from '../model/json.ts';
import { CONTAINER_LISTS } from '../model/workload.ts';
import { absent, type Draft, draftAt, draftIn, draftsIn } from './draft.ts';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';
const LONGEST_PROFILE = 4_095;

/**
 * Fills in the AppArmor profile of a container from the annotation that named it before there was a field, as the API
 * server does when a pod is created (KEP-24, version skew). Templates keep their annotations alone.
 */
export function defaultAppArmor(pod: Draft): void {
  const spec = draftIn(pod, 'spec');
  const annotations = draftIn(draftIn(pod, 'metadata') ?? {}, 'annotations');
  if (spec === undefined || annotations === undefined || draftIn(spec, 'os')?.name === 'windows') return;
  const ofPod = draftIn(draftIn(spec, 'securityContext') ?? {}, 'appArmorProfile');
  for (const list of CONTAINER_LISTS) {
    for (const container of draftsIn(spec, list)) {
      const profile = profileOf(ownField(annotations, `${ANNOTATION}${container.name}`));
      if (profile === undefined || isSame(profile, ofPod) || isStated(container)) continue;
      const context = draftAt(container, 'securityContext');
      if (context !== undefined) context.appArmorProfile = profile;
    }
  }
}

function isStated({ securityContext }: Draft): boolean {
  return isObject(securityContext) && !absent(securityContext.appArmorProfile);
}

function isSame(profile: Draft, other: Draft | undefined): boolean {
  return profile.type === other?.type && profile.localhostProfile === (other?.localhostProfile ?? undefined);
}

/** What means no profile is left where it is. */
function profileOf(annotation: unknown): Draft | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (typeof annotation !== 'string' || !annotation.startsWith(LOCALHOST)) return undefined;
  const localhostProfile = annotation.slice(LOCALHOST.length);
  const isProfile =
    localhostProfile === localhostProfile.trim() && Buffer.byteLength(localhostProfile) <= LONGEST_PROFILE;
  return isProfile && localhostProfile !== '' ? { type: 'Localhost', localhostProfile } : undefined;
}
