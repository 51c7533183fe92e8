import type { ExpectedSigner } from '../evidence/verify-bundle.ts';
import { type ImageSettings, PUBLIC_GOOD, type SignatureRequirement } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { ImageDemands } from '../model/policy.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_FLAGS } from './command-flags.ts';
import { policiesOrDefault } from './default-policies.ts';
import { type Evidence, sourceProblems } from './evidence.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { GIVEN, signerOf, trustRootOf } from './signer-flags.ts';
import { UsageError } from './usage-error.ts';

type Flags = Invocation<typeof VERIFY_FLAGS>['flags'];

/** What somebody wants proved of images. */
export interface Demand extends ImageDemands {
  /** Name of the policy; absent: the command line. */
  readonly policy?: string;
  covers(reference: ImageReference): boolean;
}

/** Everything that is wanted, and how images are reached. */
export interface Demands {
  readonly all: readonly Demand[];
  readonly settings: ImageSettings;
  readonly evidence: Evidence | undefined;
}

const NO_SETTINGS: ImageSettings = { onNoMatch: 'Allow', refreshPublicGood: false, registries: [], trustRoots: [] };

/**
 * What the command line asks to be proved, or else what policies ask.
 * @param openEvidence called once it is clear that flags do not contradict each other
 * @throws UsageError, SourceError where flags contradict each other or files cannot be used
 */
export async function demandsOf(flags: Flags, openEvidence: () => Promise<Evidence | undefined>): Promise<Demands> {
  const signer = signerOf(flags);
  refuseContradictions(flags, signer);
  const evidence = await openEvidence();
  const { policies, settings } = await readPolicies(flags.policies, evidence);
  if (signer === undefined) return { all: policies, settings, evidence };
  const packed = evidence?.roots.counting.get(GIVEN);
  const given =
    flags.trustedRoot === undefined
      ? packed === undefined
        ? []
        : [{ name: GIVEN, json: packed }]
      : [trustRootOf(flags.trustedRoot)];
  const signatures = requirementOf(signer, flags, given[0]?.name ?? PUBLIC_GOOD);
  const demand: Demand = { digest: 'ignore', signatures, conditions: [], covers: () => true };
  return { all: [demand], settings: { ...settings, trustRoots: given }, evidence };
}

function refuseContradictions(
  { transparency, trustedRoot, ...flags }: Flags,
  signer: ExpectedSigner | undefined,
): void {
  const hasKey = signer !== undefined && 'keyPem' in signer;
  const problems = [
    signer === undefined &&
      trustedRoot !== undefined &&
      '--trusted-root needs --key or --certificate-identity: policies name their own trust roots',
    !hasKey &&
      transparency !== undefined &&
      '--transparency needs --key: policies say it themselves, and identities are always recorded',
    ...sourceProblems(flags),
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new UsageError(problems);
}

async function readPolicies(
  given: readonly string[] | undefined,
  evidence: Evidence | undefined,
): Promise<{ readonly policies: readonly Demand[]; readonly settings: ImageSettings }> {
  const paths = policiesOrDefault(given);
  if (paths === undefined) return { policies: [], settings: NO_SETTINGS };
  const options = { mayEnforceNothing: true, evidenceRoots: evidence?.roots };
  const { policies, images } = await loadPolicyPaths(paths, options);
  const demands = policies.flatMap(({ name, coversImage, imageDemands }) =>
    coversImage && imageDemands ? [{ ...imageDemands, policy: name, covers: coversImage }] : [],
  );
  return { policies: demands, settings: images };
}

function requirementOf(
  signer: ExpectedSigner,
  { transparency = 'required' }: Flags,
  trustRoot: string,
): SignatureRequirement {
  const terms = { name: 'command-line', transparency, trustRoots: [trustRoot] };
  const authority =
    'keyPem' in signer
      ? ({ ...terms, kind: 'key', keys: [signer.keyPem] } as const)
      : ({
          ...terms,
          kind: 'keyless',
          issuer: { exactly: signer.issuer },
          subject: { exactly: signer.identity },
          extensions: {},
        } as const);
  return {
    key: 'command-line',
    authorities: [authority],
    atLeast: 1,
    signatureOn: 'index',
    pullSecrets: [],
    degrade: 'deny',
  };
}
