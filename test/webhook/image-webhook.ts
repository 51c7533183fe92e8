import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageServiceOptions } from '../../src/cli/image-service.ts';
import { LateImages } from '../../src/cli/late-images.ts';
import { loadPolicyPaths } from '../../src/cli/load-policies.ts';
import type { ImageHooks, ImageService } from '../../src/model/image-evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import { podCreate, type ReviewBody } from '../support/admission-reviews.ts';
import { ISSUER } from '../support/images/signed-image.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { closeTestRegistries, type TestRegistry } from '../support/registry/server.ts';
import { closeTestWebhooks, startTestWebhook, type TestOptions, type TestWebhook } from '../support/webhook.ts';

/** A webhook that looks up images at test registries, with policies from a folder, as `tidewaiter serve` has it. */

const API_VERSION = 'tidewaiter.dev/v1alpha1';
/** Who signs what is good. */
export const RELEASE = 'https://ci.test/release';

export interface ImageScene {
  /** Documents of the policy folder. */
  readonly documents: readonly JsonObject[];
  /** Files beside them, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What images are pulled with, given the folder. */
  readonly pulling?: (folder: string) => Partial<ImageServiceOptions>;
  /** In place of what the command line starts. */
  readonly images?: (hooks: ImageHooks) => Partial<Pick<LateImages, 'prepareFor'>> & ImageService;
  readonly webhook?: Omit<TestOptions, 'policies' | 'images'>;
}

/** What became of a review. */
export interface Verdict {
  readonly allowed: boolean;
  /** What the user reads: the denial, or the warnings. */
  readonly message: string;
  readonly warnings: readonly string[];
  readonly patch: readonly { readonly op: string; readonly path: string; readonly value: unknown }[];
  /** The whole answer. */
  readonly text: string;
}

export interface ImageWebhook extends TestWebhook {
  /** Has a pod judged: an image, a pod, or a whole review. */
  judge(what: string | JsonObject | ReviewBody, path?: string): Promise<Verdict>;
  /** Has a pod mutated, and what came out of it judged. */
  admit(what: string | JsonObject, path?: string): Promise<Verdict>;
  /** Puts other documents in place, in one step. */
  rewrite(documents: readonly JsonObject[]): Promise<void>;
  /** `tidewaiter_image_lookups_total` of a subject and a result. */
  lookups(about: string, result: string): Promise<number | undefined>;
}

export async function startImageWebhook(scene: ImageScene): Promise<ImageWebhook> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-image-policies-'));
  folders.push(folder);
  const rewrite = async (documents: readonly JsonObject[]) => {
    await writeFile(join(folder, 'new'), documents.map((document) => JSON.stringify(document)).join('\n---\n'));
    await rename(join(folder, 'new'), join(folder, 'policy.yaml'));
  };
  for (const [name, text] of Object.entries(scene.files ?? {})) await writeFile(join(folder, name), text);
  await rewrite(scene.documents);
  const late = new LateImages(async () => ({ environment: {}, ...scene.pulling?.(folder) }));
  let prepare = (policySet: PolicySet): Promise<void> => late.prepareFor(policySet);
  const webhook = await startTestWebhook({
    ...scene.webhook,
    images: (hooks) => {
      const other = scene.images?.(hooks);
      if (other === undefined) return late.start(hooks);
      prepare = async (policySet) => other.prepareFor?.(policySet);
      return other;
    },
    policies: {
      paths: [folder],
      load: async () => {
        const policySet = await loadPolicyPaths([folder]);
        await prepare(policySet);
        return policySet;
      },
    },
  });
  if (webhook.problems().length > 0) throw new Error(`not ready, see the log: ${await webhook.endAndReadLog()}`);
  const judge: ImageWebhook['judge'] = async (what, path = '/validate') => {
    const review = typeof what === 'object' && 'request' in what ? (what as ReviewBody) : podCreate(podOf(what));
    return verdictOf((await webhook.post(path, review)).text);
  };
  return {
    ...webhook,
    judge,
    rewrite,
    admit: async (what, path = '') => {
      const pod = podOf(what);
      const mutated = await judge(pod, `/mutate${path}`);
      return mutated.allowed ? judge(patched(pod, mutated.patch), `/validate${path}`) : mutated;
    },
    lookups: (about, result) => webhook.metric(`tidewaiter_image_lookups_total{about="${about}",result="${result}"}`),
  };
}

const folders: string[] = [];

/** Ends all webhooks and registries. */
export async function closeImageWebhooks(): Promise<void> {
  await Promise.all([closeTestWebhooks(), closeTestRegistries()]);
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}

/** Settings that let test registries be reached. */
export function settingsFor(registries: readonly TestRegistry[], spec: JsonObject = {}): JsonObject {
  const reached = registries.map(({ host, ca }) => ({
    host,
    allowPrivate: true,
    ...(ca === undefined ? { insecure: true } : { caFile: 'registry.crt' }),
  }));
  return {
    apiVersion: API_VERSION,
    kind: 'ImageSettings',
    metadata: { name: 'all' },
    spec: { registries: reached, ...spec },
  };
}

export function trustRootDocument(file = 'root.json', name = 'test'): JsonObject {
  return { apiVersion: API_VERSION, kind: 'TrustRoot', metadata: { name }, spec: { file } };
}

/** The keyless authority of `RELEASE`. */
export const BY_RELEASE: JsonObject = {
  name: 'release',
  keyless: { issuer: ISSUER, subject: RELEASE },
  trustRoots: ['test'],
};

/** An image policy about everything that wants signatures of `RELEASE`, and digests from the webhook. */
export function signaturePolicy(spec: JsonObject = {}, require: JsonObject = {}, name = 'signed'): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: 'ImagePolicy',
    metadata: { name },
    spec: { images: ['**'], ...spec, require: { digest: 'mutate', signatures: [BY_RELEASE], ...require } },
  };
}

/** A pod with containers of these images. */
export function podWith(...images: readonly string[]): JsonObject {
  return goodPod({ containers: images.map((image, at) => goodContainer({ name: `app${at}`, image })) });
}

function podOf(what: string | JsonObject): JsonObject {
  return typeof what === 'string' ? podWith(what) : what;
}

/** The pod with the images that a patch writes. */
function patched(pod: JsonObject, patch: Verdict['patch']): JsonObject {
  const copy = structuredClone(pod) as Record<string, unknown>;
  for (const { path, value } of patch) {
    const steps = path.slice(1).split('/');
    const last = steps.pop() ?? '';
    let place = copy;
    for (const step of steps) place = place[step] as Record<string, unknown>;
    place[last] = value;
  }
  return copy;
}

function verdictOf(text: string): Verdict {
  const { response } = JSON.parse(text) as {
    response: { allowed: boolean; status?: { message: string }; warnings?: string[]; patch?: string };
  };
  const { allowed, status, warnings = [], patch } = response;
  return {
    allowed,
    message: status?.message ?? warnings.join('\n'),
    warnings,
    patch: patch === undefined ? [] : (JSON.parse(Buffer.from(patch, 'base64').toString()) as Verdict['patch']),
    text,
  };
}
