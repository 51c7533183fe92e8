import { isObject, ownField } from '../../../model/json.ts';
import { OptionsError } from '../../../model/rule.ts';
import { list, optional, word } from '../../../model/schema.ts';
import type { Container, Workload } from '../../../model/workload.ts';
import { fieldOf, showSome, stated } from './fields.ts';
import { compileNameGlobs, NAME_GLOB } from './name-globs.ts';
import { ownSecurity } from './security-context.ts';
import { isUnset } from './unset.ts';

/** Types of core/v1 SeccompProfile and AppArmorProfile that confine a process. */
const CONFINING_TYPES = ['RuntimeDefault', 'Localhost'] as const;
type ConfiningType = (typeof CONFINING_TYPES)[number];
const CONFINING: ReadonlySet<unknown> = new Set(CONFINING_TYPES);

/** True for these types: every other one, above all Unconfined, takes the profile away. */
export function isConfiningType(type: unknown): boolean {
  return CONFINING.has(type);
}

export interface ProfileOptions {
  readonly types?: readonly ConfiningType[];
  readonly localhostProfiles?: readonly string[];
}

/** The options of rules about seccomp and AppArmor profiles. */
export const PROFILE_OPTIONS = {
  types: optional(
    list(
      'Types of profile that are allowed (default RuntimeDefault and Localhost)',
      word('A type of profile', CONFINING_TYPES, { Unconfined: 'Unconfined stands for no profile at all' }),
      { maxItems: CONFINING_TYPES.length },
    ),
  ),
  localhostProfiles: optional(
    list('Globs of the profiles of type Localhost that are allowed (default any)', NAME_GLOB),
  ),
};

/** What is wrong with a profile: the field of it to look at, what that holds, and what is asked of it. */
export interface ProfileFault {
  readonly field: 'type' | 'localhostProfile';
  readonly value: unknown;
  readonly wanted: string;
}

/** Says what is wrong with a profile that is set; undefined when nothing is. */
export type ProfileJudge = (profile: unknown) => ProfileFault | undefined;

/**
 * @throws OptionsError where profiles are named that no allowed type can use
 */
export function compileProfiles({ types = CONFINING_TYPES, localhostProfiles }: ProfileOptions): ProfileJudge {
  if (localhostProfiles !== undefined && !types.includes('Localhost')) {
    throw new OptionsError('localhostProfiles', 'only profiles of type Localhost have names, and types leaves it out');
  }
  const allowed = new Set<unknown>(types);
  const isAllowedName = localhostProfiles && compileNameGlobs(localhostProfiles);
  return (profile) => {
    const type = fieldOf(profile, 'type');
    if (!allowed.has(type)) return { field: 'type', value: type, wanted: `only ${types.join(' and ')} may be set` };
    if (type !== 'Localhost') return undefined;
    const value = fieldOf(profile, 'localhostProfile');
    if (typeof value !== 'string' || value === '') {
      return { field: 'localhostProfile', value, wanted: 'Localhost needs the name of a profile' };
    }
    if (isAllowedName === undefined || isAllowedName(value)) return undefined;
    return { field: 'localhostProfile', value, wanted: `only ${showSome(localhostProfiles ?? [])} may be set` };
  };
}

/** A fault as the predicate of a sentence: `sets seccompProfile.type: "Unconfined"; only RuntimeDefault may be set`. */
export function describeFault(name: string, { field, value, wanted }: ProfileFault): string {
  return `${stated(`${name}.${field}`, value)}; ${wanted}`;
}

/** Annotations of the pod that stood for `appArmorProfile` before Kubernetes 1.30; a container's name follows. */
export const APP_ARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

const APP_ARMOR = ['appArmorProfile'];
const LOCALHOST = 'localhost/';
const RUNTIME_DEFAULT = { type: 'RuntimeDefault' };

/** The profile that the value of such an annotation stands for: undefined where it is empty or, as good as that, null. */
export function annotatedProfile(value: unknown): unknown {
  if (isUnset(value)) return undefined;
  if (value === 'runtime/default') return RUNTIME_DEFAULT;
  if (typeof value !== 'string' || !value.startsWith(LOCALHOST)) return { type: value };
  return { type: 'Localhost', localhostProfile: value.slice(LOCALHOST.length) };
}

/** The AppArmor profile that counts for a container, as the kubelet looks for it: an annotation precedes the pod's. */
export function effectiveAppArmor(workload: Workload, container: Container): unknown {
  const written = ownSecurity(container, APP_ARMOR);
  if (written !== undefined) return written;
  const annotations = fieldOf(workload.template.metadata, 'annotations');
  const own = isObject(annotations) ? ownField(annotations, APP_ARMOR_ANNOTATION + container.name) : undefined;
  // What cannot be read may hold any profile.
  const annotated = annotations === undefined || isObject(annotations) ? annotatedProfile(own) : { type: annotations };
  return annotated ?? fieldOf(workload.pod.securityContext, 'appArmorProfile');
}
