import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ManifestObject } from '../../../src/cli/manifest-objects.ts';
import { POD_SECURITY_RULES } from '../../../src/rules/workload/pod-security/index.ts';
import { outcome } from '../harness/answers.ts';
import { collectionPath } from '../harness/api-path.ts';
import type { Cluster } from '../harness/cluster.ts';
import { createReview, judgeBy, manifestOf, policiesOf } from '../harness/in-process.ts';
import { DRY_RUN, namespaceOf } from '../harness/namespace.ts';
import { policy } from '../harness/objects.ts';
import { CONTROLLER_KINDS, controllerOf } from '../pod-security/controllers.ts';
import { corpus, type Specimen } from '../pod-security/corpus.ts';
import {
  deniedFor,
  inTreeReasons,
  labelsOf,
  ourReasons,
  type Standard,
  withoutPlural,
} from '../pod-security/in-tree.ts';

/** Versions at which some check begins or changes, those just before, and one that is yet to come. */
const VERSIONS = [
  ...['latest', 'v1.99', 'v1.37', 'v1.35', 'v1.34', 'v1.32', 'v1.31', 'v1.29', 'v1.27', 'v1.25', 'v1.24', 'v1.23'],
  ...['v1.22', 'v1.19', 'v1.18', 'v1.8', 'v1.0'],
];
const STANDARDS: readonly Standard[] = VERSIONS.flatMap((version) => [
  { level: 'baseline', version },
  { level: 'restricted', version },
]);

/** What the API says of pods that it refuses before anybody judges them. */
const REFUSALS = [
  'spec.ephemeralContainers: Forbidden: cannot be set on create',
  '`hostUsers` must be false to use `Unmasked`',
  'Forbidden: when `hostUsers` is false',
  'type in annotation and field must match',
  "may not be specified when 'host",
  'may not be duplicated',
];

const ALL_REASONS = new Set(POD_SECURITY_RULES.map(({ reason = '' }) => withoutPlural(reason)));

/** A pod that the API server takes. */
interface Accepted extends Specimen {
  /** What a webhook is sent of it. */
  readonly review: ManifestObject;
}

/** Our verdicts beside those of the API server's own Pod Security admission, which knows nothing of us. */
export function podSecurityScenarios(cluster: () => Cluster): void {
  describe('Pod Security Standards', () => {
    const policySet = policiesOf(policy('standards', { podSecurity: {} }));
    let accepted: readonly Accepted[] = [];
    const seen = new Set<string>();

    beforeAll(async () => {
      const { pods } = namespaceOf(cluster().kube, await cluster().newNamespace());
      const refused: string[] = [];
      const tried = corpus().map(async (specimen): Promise<Accepted[]> => {
        const answer = await pods.create(specimen.pod, DRY_RUN);
        if (answer.status === 201) return [{ ...specimen, review: manifestOf(createReview(answer.body)) }];
        expect([outcome(answer), REFUSALS.some((part) => outcome(answer).includes(part))]).toEqual([
          expect.stringMatching(/^422: Pod .* is invalid: /),
          true,
        ]);
        refused.push(specimen.title);
        return [];
      });
      accepted = (await Promise.all(tried)).flat();
      const left = `${refused.length} left out because the API refuses them: ${refused.join('; ')}`;
      process.stdout.write(`Pod Security: ${accepted.length} pods at ${STANDARDS.length} standards; ${left}\n`);
    }, 60_000);

    test('most of the pods are such as the API takes', () => {
      expect(accepted.length).toBeGreaterThan(750);
    });

    test.each(STANDARDS)('every pod gets the verdict and the reasons of $level $version', async (standard) => {
      const labels = labelsOf('enforce', standard);
      const { pods } = namespaceOf(cluster().kube, await cluster().newNamespace(labels));
      const judge = judgeBy(policySet, labels);
      const compared = accepted.map(async ({ title, pod, review }) => {
        const theirs = deniedFor(await pods.create(pod, DRY_RUN));
        const { allowed, findings } = await judge(review);
        const ours = [...(allowed ? [] : ['denied']), ...ourReasons(findings, 'Deny')];
        for (const reason of theirs) seen.add(reason);
        return { title, theirs, ours };
      });
      const differences = (await Promise.all(compared)).filter(({ theirs, ours }) => `${theirs}` !== `${ours}`);
      expect(differences).toEqual([]);
    });

    test('every check of the standards has denied some pod', () => {
      expect([...seen].sort()).toEqual(['denied', ...ALL_REASONS].sort());
    });

    test.each<readonly [string, 'enforce' | 'warn', Standard]>([
      ['asked to warn of restricted', 'warn', { level: 'restricted', version: 'latest' }],
      ['asked to warn of an old baseline', 'warn', { level: 'baseline', version: 'v1.24' }],
      ['which only enforces restricted', 'enforce', { level: 'restricted', version: 'v1.29' }],
    ])(
      'controllers get the same warnings in a namespace %s',
      async (_, mode, standard) => {
        const { kube, newNamespace } = cluster();
        const labels = labelsOf(mode, standard);
        const namespace = await newNamespace(labels);
        const judge = judgeBy(policySet, labels);
        const differences: object[] = [];
        let warned = 0;
        for (const kind of CONTROLLER_KINDS) {
          const objects = everyNth(accepted, CONTROLLER_KINDS.indexOf(kind) % 4, 4).map((specimen) => ({
            title: `${kind}: ${specimen.title}`,
            object: controllerOf(specimen, kind, namespace),
          }));
          const path = `${await collectionPath(kube, objects[0]?.object)}${DRY_RUN}`;
          const compared = objects.map(async ({ title, object }) => {
            const answer = await kube('POST', path, { body: object });
            expect(outcome(answer)).toBe('201');
            const theirs = answer.warnings.flatMap((warning) => inTreeReasons(warning) ?? []);
            const { allowed, findings } = await judge(manifestOf(createReview(answer.body)));
            const ours = ourReasons(findings, 'Warn');
            if (theirs.length > 0) warned++;
            if (!allowed || `${theirs}` !== `${ours}`) differences.push({ title, theirs, ours, allowed });
          });
          await Promise.all(compared);
        }
        expect(differences).toEqual([]);
        expect(warned).toBeGreaterThan(100);
      },
      60_000,
    );
  });
}

function everyNth<T>(items: readonly T[], first: number, step: number): readonly T[] {
  return items.filter((_, index) => index % step === first);
}
