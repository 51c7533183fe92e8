import type { ImageConfig } from '../model/image-evidence.ts';
import { type LockEntry, MAX_FACT, MAX_PORTS, MAX_WORDS } from './image-lock.ts';
import type { FoundImage } from './image-lookup.ts';

/** Labels that a lock keeps (OCI image spec, annotations.md): what an image was made of. */
const LABELS: readonly string[] = [
  'org.opencontainers.image.licenses',
  'org.opencontainers.image.revision',
  'org.opencontainers.image.source',
  'org.opencontainers.image.version',
];
const MAX_PLATFORM = 256;

/** What a lock says of an image but the date, one entry for each platform; or why it cannot be said. */
export function lockEntries(
  reference: string,
  { resolution: { image }, configs }: FoundImage,
): readonly Omit<LockEntry, 'date'>[] | string {
  const index = image.kind === 'index' ? { index: image.digest } : {};
  if (configs.length === 0) {
    if (image.kind === 'index') return 'its index lists no image for any platform';
    return [{ reference, platform: 'unknown', digest: image.digest }];
  }
  const entries: Omit<LockEntry, 'date'>[] = [];
  for (const config of configs) {
    const problem = problemOf(config);
    if (problem !== undefined) return `the config of ${config.digest} ${problem}`;
    const { platform, digest, user, exposedPorts, created } = config;
    const labels = labelsOf(config);
    entries.push({
      reference,
      platform,
      digest,
      ...index,
      user,
      exposedPorts,
      ...startOf(config),
      ...(created === undefined ? {} : { created }),
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
    });
  }
  return distinct(entries);
}

/** How containers start; what is longer than a lock holds is left out, so that it counts as not known. */
function startOf({ env, defaults = {} }: ImageConfig): Partial<LockEntry> {
  const fields = { env: [...new Set(env)], ...defaults };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isShort(value)));
}

function isShort(value: string | boolean | readonly string[]): boolean {
  if (typeof value === 'string') return value.length <= MAX_FACT;
  return typeof value === 'boolean' || (value.length <= MAX_WORDS && value.every(({ length }) => length <= MAX_FACT));
}

/** An index may list a manifest twice. */
function distinct(entries: readonly Omit<LockEntry, 'date'>[]): readonly Omit<LockEntry, 'date'>[] {
  return [...new Map(entries.map((entry) => [`${entry.platform} ${entry.digest}`, entry])).values()];
}

function problemOf({ platform, user, created = '', exposedPorts }: ImageConfig): string | undefined {
  if (platform.length > MAX_PLATFORM) return `has a platform of more than ${MAX_PLATFORM} characters`;
  if (exposedPorts.length > MAX_PORTS) return `exposes more than ${MAX_PORTS} ports`;
  const isLong = [user, created, ...exposedPorts].some(({ length }) => length > MAX_FACT);
  return isLong ? `has a user, time or port of more than ${MAX_FACT} characters` : undefined;
}

/** Long labels are left out: they say nothing that the digest does not bind. */
function labelsOf({ labels }: ImageConfig): readonly (readonly [string, string])[] {
  return LABELS.flatMap((name) => {
    const value = labels.get(name);
    return value === undefined || value.length > MAX_FACT ? [] : [[name, value] as const];
  });
}
