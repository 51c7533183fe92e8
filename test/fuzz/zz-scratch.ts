import fc from 'fast-check';
import { valueAt } from '../../src/model/value-at.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { JUNK, wrongValues } from './junk.ts';
import { rulesUnderTest } from './rule-under-test.ts';
import { faultAt, sitesOf } from './sites.ts';

const only = process.argv[2];
const t0 = performance.now();
let cases = 0,
  nsites = 0,
  deciding = 0;
const bad = new Map<string, string>();
for (const { id } of WORKLOAD_RULES) {
  if (only && id !== only) continue;
  const t = performance.now();
  const ss = rulesUnderTest(id).flatMap(sitesOf);
  const t1 = performance.now();
  nsites += ss.length;
  deciding += ss.filter((s) => s.fewest !== undefined).length;
  for (const junk of fc.sample(JUNK, { numRuns: 3 }))
    for (const s of ss) {
      for (const v of wrongValues(s.type, valueAt(s.manifest, s.path), junk, typeof s.path.at(-1) === 'number')) {
        cases++;
        let fault;
        try {
          fault = faultAt(s, v);
        } catch (e) {
          fault = String((e as Error).stack).slice(0, 400);
        }
        const key = `${id} ${s.path.map((x) => (typeof x === 'number' ? '*' : x)).join('.')} ${fault}`;
        if (fault && !bad.has(key))
          bad.set(
            key,
            `${JSON.stringify(s.manifest.metadata)} ${JSON.stringify(s.path)} = ${JSON.stringify(v)?.slice(0, 80)} type ${s.type} fewest ${s.fewest}`,
          );
      }
    }
  if (performance.now() - t > 500)
    console.log('slow', id, Math.round(t1 - t), Math.round(performance.now() - t), ss.length);
}
for (const [k, v] of [...bad].sort()) console.log(k, '::', v);
console.log({ cases, nsites, deciding, bad: bad.size, ms: Math.round(performance.now() - t0) });
