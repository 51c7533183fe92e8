import { join } from 'node:path';
import { attestedImage } from '../test/support/attestations/attest.ts';
import { sbomClaim } from '../test/support/attestations/claims.ts';
import { Content } from '../test/support/images/content.ts';
import { startTestRegistry } from '../test/support/registry/server.ts';
import { type LargeSpec, largeSbom } from '../test/support/sbom/large.ts';
import { createWorld, type World } from '../test/support/signing/index.ts';
import type { AttestationMeasures, AttestationPlan } from './attestation-probe.ts';
import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import type { LoopDelay } from './image-decisions.ts';
import type { Options } from './options.ts';
import { ask, startAnswering, stop } from './processes.ts';
import { median, medianRatio } from './statistics.ts';

const IDENTITY = { san: 'https://ci.test/acme/release', issuer: 'https://issuer.test' };
const COMPONENTS = 5_000;
/** Images with a large SBOM in each format. */
const LARGE = 6;

/** P9 and P20: SBOMs that are judged and SBOMs that are known; in a process of its own, the registry in this one. */
export async function measureAttestations(
  _: Bench,
  options: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: AttestationMeasures }> {
  const world = await createWorld();
  const [small, large] = [new Content(), new Content()];
  await publish(world, small, { count: 1, components: 10 });
  await publish(world, large, { count: LARGE, components: COMPONENTS });
  const content = new Content();
  for (const { repositories } of [small, large]) {
    for (const [name, repository] of repositories) content.repositories.set(name, repository);
  }
  const registry = await startTestRegistry({ content });
  const child = startAnswering('server', [join(import.meta.dirname, 'attestation-probe.ts')]);
  const plan: AttestationPlan = {
    trustRoot: world.trustRoot,
    host: registry.host,
    policy: policyText(registry.host),
    small: digestsOf(small),
    large: digestsOf(large),
    rounds: options.microRounds,
    milliseconds: options.microMilliseconds,
  };
  const measured = await ask<AttestationMeasures>(child, plan);
  await Promise.all([stop(child), registry.close()]);
  return { figures: figuresOf(measured), measured };
}

/** Images with SBOMs of either format that nobody saw before. */
async function publish(
  world: World,
  content: Content,
  { count, components }: { readonly count: number; readonly components: number },
): Promise<void> {
  for (const format of ['cyclonedx', 'spdx'] as const) {
    for (let number = 0; number < count; number++) {
      const repository = `${format}-${components}/image-${number}`;
      const last: LargeSpec['last'] = [{ name: repository, version: '1.0.0', purl: `pkg:oci/${repository}@1.0.0` }];
      await attestedImage(world, content, {
        repository,
        signatureOn: 'nothing',
        claims: [sbomClaim(format, largeSbom(format, components, { last }))],
        identity: IDENTITY,
        log: 'v1',
      });
    }
  }
}

function digestsOf(all: Content): readonly string[] {
  return [...all.repositories.values()].map(({ name, tags }) => `${name}@${tags.get('v1')}`);
}

/** What teams write; the last pattern makes all components compare their versions. */
function policyText(host: string): string {
  const purls = [
    'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1',
    'pkg:npm/lodash@<4.17.21',
    'pkg:npm/event-stream@3.3.6',
    'pkg:npm/@acme/*@<2.0.0',
    'pkg:deb/debian/openssl@<3.0.11-1~deb12u2',
    'pkg:pypi/requests@vers:pypi/<2.31.0',
    'pkg:npm/package-*@<0.0.0',
  ];
  return `apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: bench }
spec:
  images: ["${host}/**"]
  authorities:
    - name: release
      keyless: { issuer: "${IDENTITY.issuer}", subject: "${IDENTITY.san}" }
      trustRoots: [bench]
  require:
    digest: ignore
    attestations:
      - type: sbom
        signedBy: [release]
        sbom:
          minComponents: 10
          deny: { packages: ${JSON.stringify(purls)}, licenses: ["AGPL-*", "SSPL-1.0"] }
          onUnknown: allow
          ntia: { minCoverage: 90 }
`;
}

function figuresOf({ cold, own, idle, busy, decisions }: AttestationMeasures): readonly Figure[] {
  const { none, noneAgain, known } = decisions;
  const doubts = doubtsAboutYardstick(1, medianRatio(noneAgain, none), TOLERANCE);
  const each = median(known.map((time, round) => (time - (none[round] ?? Number.NaN)) / 2)) / 1_000;
  const [first = Number.NaN] = cold;
  const spent = median(cold);
  const judged = `SBOMs of ${COMPONENTS.toLocaleString('en')} components are judged`;
  return [
    {
      goal: 'P20',
      name: `CPU time when ${judged}, with transfer and signature`,
      value: spent,
      shown: `${spent.toFixed(0)} ms each (the first ${first.toFixed(0)} ms; ${median(own).toFixed(0)} ms in the main thread)`,
      gate: { atMost: 300 },
      doubts: [],
    },
    delayFigure(`event loop delay, p99, while ${judged}`, { idle, busy, of: 'p99', atMost: 5 }),
    delayFigure(`the longest event loop delay while ${judged}`, { idle, busy, of: 'max', atMost: 15 }),
    {
      goal: 'P20',
      name: 'an image whose attestations are known',
      value: each,
      shown: `${each.toFixed(2)} us`,
      gate: { atMost: 2 },
      doubts,
    },
  ];
}

interface Delays extends Pick<AttestationMeasures, 'idle' | 'busy'> {
  readonly of: keyof LoopDelay;
  /** Milliseconds. */
  readonly atMost: number;
}

/** On a machine that does something else as well, the event loop is late even when it has nothing to do. */
function delayFigure(name: string, { idle, busy, of, atMost }: Delays): Figure {
  const [value, rest] = [busy, idle].map((rounds) => median(rounds.map((delay) => delay[of])) / 1_000_000) as [
    number,
    number,
  ];
  const shown = `${value.toFixed(1)} ms (idle ${rest.toFixed(1)} ms)`;
  const doubts = rest > atMost / 2 ? [`the idle event loop was late by ${rest.toFixed(1)} ms`] : [];
  return { goal: 'P9', name, value, shown, gate: { atMost }, doubts };
}
