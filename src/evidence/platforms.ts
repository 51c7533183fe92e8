import type { PlatformManifest } from '../model/image-evidence.ts';

/** A platform in the one spelling that container runtimes compare. */
interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** Names that runtimes take for another one (containerd, platforms/database.go), with the variant that they mean. */
const ARCHITECTURES: ReadonlyMap<string, readonly [architecture: string, variant?: string]> = new Map([
  ['i386', ['386']],
  ['x86_64', ['amd64']],
  ['x86-64', ['amd64']],
  ['aarch64', ['arm64']],
  ['armhf', ['arm', 'v7']],
  ['armel', ['arm', 'v6']],
]);
const SYSTEMS: ReadonlyMap<string, string> = new Map([['macos', 'darwin']]);

/** What a node also runs where an index has nothing that is quite its own (containerd, platforms/compare.go). */
const ALSO_RUNS: ReadonlyMap<string, readonly string[]> = new Map([
  ['amd64', ['amd64', '386']],
  ['arm64', ['arm64', 'arm']],
  ['arm', ['arm']],
]);

/**
 * The images of an index that nodes of the wanted platforms may run. Whoever writes an index chooses what it calls its
 * images: one under another spelling, a variant or no platform at all must not get by beside those that are signed.
 */
export function platformsFor(
  wanted: readonly string[],
  listed: readonly PlatformManifest[],
): readonly PlatformManifest[] {
  const all = listed.map((manifest) => ({ manifest, platform: platformOf(manifest.platform) }));
  const chosen = new Set<PlatformManifest>();
  for (const text of wanted) {
    const node = platformOf(text);
    const own = all.filter(({ platform }) => isOwn(platform, node));
    const isLeftOut = !own.some(({ platform }) => isStated(platform));
    for (const { manifest } of own) chosen.add(manifest);
    if (!isLeftOut) continue;
    for (const { manifest, platform } of all) if (isFallback(platform, node)) chosen.add(manifest);
  }
  return [...chosen];
}

/** What states nothing is found out by the runtime, from the config of the image. */
function isStated({ os, architecture }: Platform): boolean {
  return os !== '' && architecture !== '';
}

function isOwn(listed: Platform, node: Platform): boolean {
  if (!isStated(listed)) return true;
  const isVariant = node.variant === '' || listed.variant === '' || listed.variant === node.variant;
  return listed.os === node.os && listed.architecture === node.architecture && isVariant;
}

function isFallback(listed: Platform, node: Platform): boolean {
  return listed.os === node.os && ALSO_RUNS.get(node.architecture)?.includes(listed.architecture) === true;
}

/** Reads `os/architecture[/variant]`. `arm64` is `v8` and `amd64` is `v1` without saying so; `unknown` states nothing. */
function platformOf(text: string): Platform {
  if (text === 'unknown') return { os: '', architecture: '', variant: '' };
  const [os = '', written = '', variant = ''] = text.toLowerCase().split('/');
  const [architecture, implied = ''] = ARCHITECTURES.get(written) ?? [written];
  const numbered = /^\d/.test(variant) ? `v${variant}` : variant;
  const isImplied = (architecture === 'arm64' && numbered === 'v8') || (architecture === 'amd64' && numbered === 'v1');
  return { os: SYSTEMS.get(os) ?? os, architecture, variant: isImplied ? '' : numbered || implied };
}
