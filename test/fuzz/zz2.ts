import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { attempt } from './attempt.ts';
import { Bases } from './bases.ts';
import { MUTATIONS } from './mutations/index.ts';
import { Random } from './random.ts';

const N = Number(process.argv[2] ?? 5000),
  seed = Number(process.argv[3] ?? 1),
  only = process.argv[4];
const random = new Random(seed);
const ids = WORKLOAD_RULES.map(({ id }) => id).filter((id) => !only || id === only);
const bases = new Map(ids.map((id) => [id, new Bases(id)]));
const t0 = performance.now();
let found = 0,
  ran = 0;
const bad = new Map<string, string>();
for (let i = 0; i < N; i++) {
  const id = random.pick(ids)!;
  const b = bases.get(id)!;
  if (!b.count) continue;
  const base = b.at(random.below(b.count));
  const steps = Array.from(
    { length: random.below(6) },
    () => [random.pick(MUTATIONS)!, random.below(2 ** 31)] as const,
  );
  let out;
  try {
    out = await attempt(base, steps, random.below(2 ** 31));
  } catch (e) {
    console.log('THROW', id, (e as Error).stack);
    continue;
  }
  ran++;
  if (out.isFoundByRule) found++;
  if (out.bypass) {
    // minimise steps
    const j = JSON.parse(out.bypass);
    const key = `${id} ${j.done.length} ${[...new Set(j.done)].sort().join(',')} ${j.before ? 'UPDATE' : j.way}${j.subResource ?? ''}`;
    const old = bad.get(id);
    if (!old || JSON.parse(old).done.length > j.done.length) bad.set(id, out.bypass);
  }
}
for (const [id, v] of [...bad].sort()) {
  const j = JSON.parse(v);
  console.log(
    id,
    '::',
    j.done.join(' + '),
    '::',
    j.before ? 'UPDATE' + (j.subResource ?? '') : j.way,
    '::',
    j.message.slice(0, 150),
  );
  if (only) console.log(v);
}
console.log({ ran, found, bad: bad.size, ms: Math.round(performance.now() - t0) });
