import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { Bases } from './bases.ts';

const t0 = performance.now();
let n = 0,
  iso = 0,
  none = 0,
  mended = 0;
for (const { id } of WORKLOAD_RULES) {
  const t = performance.now();
  const b = new Bases(id);
  n += b.count;
  if (!b.count) console.log('none', id);
  for (let i = 0; i < b.count; i++) {
    const x = b.at(i);
    iso++;
    if (!x.mended.length) none++;
    else mended++;
  }
  if (performance.now() - t > 300) console.log(id, b.count, Math.round(performance.now() - t));
  if (id === process.argv[2])
    for (let i = 0; i < b.count; i++)
      console.log(JSON.stringify(b.at(i).object), b.at(i).path.join('.'), b.at(i).mended.length);
}
console.log({ n, iso, none, mended, ms: performance.now() - t0 });
