import { PUBLIC_GOOD_ROOT } from '../evidence/public-good.ts';
import { type ImageSettings, PUBLIC_GOOD } from '../model/image-policy.ts';
import type { Evidence } from './evidence.ts';
import type { Demand } from './verify-demands.ts';

/** Says that an evidence pack has another trust root than one of those that counted, where it does. */
export function rootHint(
  demands: readonly Demand[],
  { trustRoots }: Pick<ImageSettings, 'trustRoots'>,
  evidence: Evidence | undefined,
): string | undefined {
  if (evidence === undefined) return undefined;
  const counted = new Map([
    [PUBLIC_GOOD, PUBLIC_GOOD_ROOT],
    ...trustRoots.map(({ name, json }) => [name, json] as const),
  ]);
  const named = demands
    .flatMap(({ signatures, attestations }) => [signatures, attestations])
    .flatMap((requirement) => requirement?.authorities ?? [])
    .flatMap((authority) => ('trustRoots' in authority ? authority.trustRoots : []));
  const others = evidence.roots.idle.filter(
    (name) => named.includes(name) && evidence.pack.trustRoots.get(name) !== counted.get(name),
  );
  if (others.length === 0) return undefined;
  const names = others.map((name) => `"${name}"`).join(', ');
  return `the evidence pack has another trust root ${names} than the one that counted; docs/evidence-packs.md says when --evidence-roots lets it count`;
}
