import type { FieldPath } from '../../../model/path.ts';
import { printable } from '../../../model/printable.ts';
import type { Problem } from '../../../model/problem.ts';
import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record, word } from '../../../model/schema.ts';
import { describeContainer, type Workload } from '../../../model/workload.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { fieldOf, problemAt, show, showSome, stated } from '../shared/fields.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { isUnset } from '../shared/unset.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].imagePullPolicy
 * spec.volumes[*].image.pullPolicy
 *   Always, IfNotPresent, Never; undefined and '' mean what the API server makes of the image beside it
 */
const POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;
type PullPolicy = (typeof POLICIES)[number];

const SOME_POLICIES = { maxItems: POLICIES.length };

interface Options {
  readonly allowed?: readonly PullPolicy[];
  readonly whenPinned?: readonly PullPolicy[];
  readonly mutate?: boolean;
  readonly replaceDefault?: boolean;
}

/** What is wrong with how an image is pulled. */
interface Fault {
  /** Follows what is said of the field. */
  readonly clause: string;
  readonly wanted: PullPolicy | undefined;
  /** What is written is what the API server fills in: nobody can tell whether the author wrote it. */
  readonly isDefault: boolean;
}

export const imagePullPolicy = workloadRule<Options>({
  id: 'image-pull-policy',
  severity: 'warning',
  summary: 'Every image is pulled under an allowed pull policy',
  remediation: 'Set the pull policy to an allowed one, or name the image by its digest.',
  aliases: {
    kubeLinter: ['image-pull-policy'],
    polaris: ['pullPolicyNotAlways'],
    kyverno: ['imagepullpolicy-always', 'always-pull-images'],
  },
  options: record('Which pull policies are allowed', {
    allowed: optional(
      list('Allowed for images without a digest (default Always)', word('A pull policy', POLICIES), SOME_POLICIES),
    ),
    whenPinned: optional(
      list(
        'Allowed for images with a digest (default Always and IfNotPresent)',
        word('A pull policy', POLICIES),
        SOME_POLICIES,
      ),
    ),
    mutate: MUTATE,
    replaceDefault: optional(
      flag('With mutate: also replace a policy that is what the API server fills in for the image (default false)'),
    ),
  }),
  compile({ allowed = ['Always'], whenPinned = ['Always', 'IfNotPresent'], mutate = false, replaceDefault = false }) {
    if (replaceDefault && !mutate)
      throw new OptionsError('replaceDefault', 'only says how to mutate: add mutate: true');
    const findFault = compileFault(allowed, whenPinned);
    const problemOf = (workload: Workload, path: FieldPath, message: string, { wanted, isDefault }: Fault): Problem => {
      const problem = problemAt(workload, path, message, mutate ? wanted : undefined);
      return replaceDefault && isDefault && wanted !== undefined
        ? { ...problem, remedy: { path, value: wanted } }
        : problem;
    };
    return (workload, report) => {
      for (const container of workload.containers) {
        const { image, imagePullPolicy: policy } = container.spec;
        const fault = findFault(image, policy);
        if (fault === undefined) continue;
        const message = `${describeContainer(container)} ${state('imagePullPolicy', policy)}${fault.clause}`;
        report(problemOf(workload, [...container.path, 'imagePullPolicy'], message, fault));
      }
      for (const volume of workload.volumes) {
        const { image } = volume.spec;
        if (image === undefined || image === null) continue;
        const policy = fieldOf(image, 'pullPolicy');
        const fault = findFault(fieldOf(image, 'reference'), policy);
        if (fault === undefined) continue;
        const message = `image volume "${printable(volume.name)}" ${state('pullPolicy', policy)}${fault.clause}`;
        report(problemOf(workload, [...volume.path, 'image', 'pullPolicy'], message, fault));
      }
    };
  },
});

function compileFault(
  allowed: readonly PullPolicy[],
  whenPinned: readonly PullPolicy[],
): (image: unknown, policy: unknown) => Fault | undefined {
  const forAnyImage = new Set<unknown>(allowed.filter((policy) => whenPinned.includes(policy)));
  return (image, policy) => {
    if (forAnyImage.has(policy)) return undefined;
    const text = isUnset(image) ? '' : image;
    const parsed = typeof text === 'string' && text !== '' ? parseImageReference(text) : undefined;
    const reference = parsed?.ok ? parsed.reference : undefined;
    const isPinned = reference?.digest !== undefined;
    const policies = isPinned ? whenPinned : allowed;
    const implied = text === '' ? 'IfNotPresent' : reference && impliedPolicy(reference);
    const effective = isUnset(policy) ? implied : policy;
    for (const each of policies) if (each === effective) return undefined;
    const meaning = isUnset(policy) ? `, which means ${implied ?? 'nothing certain'}` : '';
    const digest = isPinned ? 'a digest' : 'no digest';
    const clause = `${meaning} for the image ${typeof text === 'string' ? showImage(text) : show(text)} with ${digest}: allowed are ${showSome(policies)}`;
    return { clause, wanted: policies[0], isDefault: policy !== undefined && policy === implied };
  };
}

/** core/v1: the default that the API server writes. A tag counts even beside a digest. */
function impliedPolicy({ tag, digest }: { tag: string | undefined; digest: string | undefined }): PullPolicy {
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

function state(field: string, policy: unknown): string {
  return stated(field, isUnset(policy) ? undefined : policy);
}
