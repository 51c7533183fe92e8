import { join } from 'node:path';
import { Content } from '../test/support/images/content.ts';
import { signedImage } from '../test/support/images/signed-image.ts';
import { startTestRegistry } from '../test/support/registry/server.ts';
import { createWorld, type World } from '../test/support/signing/index.ts';
import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import type { ImageMeasures, ImagePlan } from './image-probe.ts';
import { measure } from './load.ts';
import type { Options } from './options.ts';
import { ask, startAnswering, stop } from './processes.ts';
import { median, medianRatio, quantile } from './statistics.ts';
import { summarise } from './summary.ts';

const IDENTITY = { san: 'https://ci.test/acme/release', issuer: 'https://issuer.test' };
const IMAGES_PER_POD = 5;
/** Pods whose images are verified one after the other while the event loop is watched. */
const PODS = 40;

/** P6 and P7: images that are known, and images that are not; in a process of its own, the registry in this one. */
export async function measureImages(
  bench: Bench,
  options: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: ImageMeasures }> {
  const { floor } = await bench.contestants();
  const load = {
    connections: 8,
    bodies: 'pod',
    rounds: options.rounds,
    fewest: 1,
    seconds: options.secondsPerSlice / 2,
  };
  const floorCpu = summarise(await measure(bench, [floor], { ...load, bodies: 'pod' }), floor.name, 1).cpu;
  const world = await createWorld();
  const fast = await startTestRegistry({ content: await content(world, 'fast', IMAGES_PER_POD * PODS) });
  const waves = await startTestRegistry({ content: await content(world, 'waves', 1), inWaves: true });
  const child = startAnswering('server', [join(import.meta.dirname, 'image-probe.ts')]);
  const plan: ImagePlan = {
    identity: IDENTITY,
    trustRoot: world.trustRoot,
    host: fast.host,
    slowHost: waves.host,
    images: digestsOf(fast.content),
    slowImages: digestsOf(waves.content),
    perPod: IMAGES_PER_POD,
    rounds: options.microRounds,
    milliseconds: options.microMilliseconds,
  };
  const measured = await ask<ImageMeasures>(child, plan);
  const depth = waves.log.depth();
  await Promise.all([stop(child), fast.close(), waves.close()]);
  return { figures: figuresOf(measured, depth, floorCpu), measured };
}

async function content(world: World, name: string, count: number): Promise<Content> {
  const all = new Content();
  for (let index = 0; index < count; index++) {
    await signedImage(world, all, { repository: `${name}/image-${index}`, identity: IDENTITY, log: 'v1' });
  }
  return all;
}

/** `repository@digest` of the image of each repository. */
function digestsOf(all: Content): readonly string[] {
  return [...all.repositories.values()].map(({ name, tags }) => `${name}@${tags.get('v1')}`);
}

function figuresOf(measured: ImageMeasures, depth: number, floorCpu: number): readonly Figure[] {
  const { none, noneAgain, two, idleDelays, busyDelays, verifications } = measured;
  const doubts = doubtsAboutYardstick(1, medianRatio(noneAgain, none), TOLERANCE);
  const each = median(two.map((time, round) => (time - (none[round] ?? Number.NaN)) / 2)) / 1_000;
  const share = (200 * each) / floorCpu;
  const [idle, busy] = [idleDelays, busyDelays].map((delays) => quantile(delays, 0.5) / 1_000_000);
  return [
    {
      goal: 'P6',
      name: 'a cached verified image',
      value: each,
      shown: `${each.toFixed(2)} us`,
      gate: { atMost: 2 },
      stretch: { atMost: 1 },
      doubts,
    },
    {
      goal: 'P6',
      name: 'two cached images',
      value: share,
      shown: `${share.toFixed(2)} % of the floor's CPU for a request`,
      gate: { atMost: 3 },
      doubts,
    },
    {
      goal: 'P7',
      name: `event loop delay, p99, while pods of ${IMAGES_PER_POD} new images are verified`,
      value: busy ?? Number.NaN,
      shown: `${busy?.toFixed(1)} ms (idle ${idle?.toFixed(1)} ms)`,
      gate: { atMost: 10 },
      doubts: [],
    },
    {
      goal: 'P18',
      name: '50 concurrent reviews of one new image',
      value: verifications,
      shown: `${verifications} verification`,
      gate: { atMost: 1 },
      doubts: [],
    },
    {
      goal: 'P19',
      name: 'a new image by tag, nothing known of it',
      value: depth,
      shown: `${depth} round trips in sequence`,
      gate: { atMost: 4 },
      doubts: [],
    },
  ];
}
