import type { EvidencePack } from '../evidence/evidence-pack.ts';
import { PUBLIC_GOOD } from '../model/image-policy.ts';
import type { openPack } from './open-pack.ts';
import { UsageError } from './usage-error.ts';

/** What a command line says of an evidence pack. */
export interface EvidenceSettings {
  readonly evidence: string | undefined;
  readonly evidenceRoots: boolean;
}

/** Trust roots of an evidence pack, for policies. */
export interface EvidenceRoots {
  /** Those that count where policies declare none of that name, in JSON. */
  readonly counting: ReadonlyMap<string, string>;
  /** Names of those that the pack has and that do not count. */
  readonly idle: readonly string[];
}

/** An evidence pack that is in use. */
export interface Evidence {
  readonly pack: EvidencePack;
  readonly roots: EvidenceRoots;
}

/**
 * The evidence pack of a command line; undefined where none is named.
 * @param load what opens packs: of the bundle that uses them, as classes of errors are compared
 * @throws UsageError where it cannot be used
 */
export async function evidenceOf(
  { evidence, evidenceRoots }: EvidenceSettings,
  load: () => Promise<{ readonly openPack: typeof openPack }>,
): Promise<Evidence | undefined> {
  if (evidence === undefined) {
    if (evidenceRoots) throw new UsageError(['--evidence-roots needs --evidence, whose trust roots are to count']);
    return undefined;
  }
  const pack = await (await load()).openPack(evidence, evidenceRoots);
  if (typeof pack === 'string') throw new UsageError([`--evidence: ${pack}`]);
  const { trustRoots } = pack;
  const roots = evidenceRoots
    ? { counting: trustRoots, idle: [] }
    : { counting: new Map<string, string>(), idle: [...trustRoots.keys()] };
  return { pack, roots };
}

/** What makes no sense together of all that says where images come from. */
export function sourceProblems(flags: {
  readonly layout: string | undefined;
  readonly evidence?: string | undefined;
  readonly dockerConfig: string | undefined;
}): readonly string[] {
  const { layout, evidence, dockerConfig } = flags;
  return [
    layout !== undefined && evidence !== undefined && '--layout and --evidence exclude each other',
    layout !== undefined && dockerConfig !== undefined && '--layout and --docker-config exclude each other',
    evidence !== undefined && dockerConfig !== undefined && '--evidence and --docker-config exclude each other',
  ].filter((problem) => typeof problem === 'string');
}

/** What looking images up takes of an evidence pack, beside which nobody else is asked where it is all there is. */
export function evidenceOptions(evidence: Evidence | undefined, isAll: boolean) {
  if (evidence === undefined) return {};
  const publicGood = evidence.roots.counting.get(PUBLIC_GOOD);
  return { evidence: { pack: evidence.pack, isAll }, ...(publicGood !== undefined && { publicGood }) };
}
