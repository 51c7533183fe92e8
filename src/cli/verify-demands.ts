import { existsSync } from 'node:fs';
import type { ExpectedSigner } from '../evidence/verify-bundle.ts';
import { type ImageSettings, PUBLIC_GOOD, type SignatureRequirement } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { ImageDemands } from '../model/policy.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_FLAGS } from './command-flags.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { signerOf, trustRootOf } from './signer-flags.ts';
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
}

const DEFAULT_POLICIES = 'policies';
const NO_SETTINGS: ImageSettings = { onNoMatch: 'Allow', refreshPublicGood: false, registries: [], trustRoots: [] };

/**
 * What the command line asks to be proved, or else what policies ask.
 * @throws UsageError, SourceError where flags contradict each other or files cannot be used
 */
export async function demandsOf(flags: Flags): Promise<Demands> {
  const signer = signerOf(flags);
  refuseContradictions(flags, signer);
  const { policies, settings } = await readPolicies(flags.policies);
  if (signer === undefined) return { all: policies, settings };
  const given = flags.trustedRoot === undefined ? [] : [trustRootOf(flags.trustedRoot)];
  const signatures = requirementOf(signer, flags, given[0]?.name ?? PUBLIC_GOOD);
  const demand: Demand = { digest: 'ignore', signatures, conditions: [], covers: () => true };
  return { all: [demand], settings: { ...settings, trustRoots: given } };
}

function refuseContradictions(
  { transparency, trustedRoot, layout, dockerConfig }: Flags,
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
    layout !== undefined && dockerConfig !== undefined && '--layout and --docker-config exclude each other',
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new UsageError(problems);
}

async function readPolicies(
  paths: readonly string[] | undefined,
): Promise<{ readonly policies: readonly Demand[]; readonly settings: ImageSettings }> {
  if (paths === undefined && !existsSync(DEFAULT_POLICIES)) return { policies: [], settings: NO_SETTINGS };
  const { policies, images } = await loadPolicyPaths(paths ?? [DEFAULT_POLICIES], { mayEnforceNothing: true });
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
