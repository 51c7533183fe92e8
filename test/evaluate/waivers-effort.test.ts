import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { waiversFor } from '../../src/evaluate/waivers.ts';
import type { CompiledException } from '../../src/model/exception.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';

const IDS = ['one', 'two', 'three'];
const CONTAINERS = 20;

describe('what exceptions cost', () => {
  test('each is asked once about the object and once about each container, however many findings there are', () => {
    const rules = IDS.map((id) => ({
      id,
      message: 'never right',
      forEach: 'containers',
      assert: { path: '$.image', equals: 'nothing' },
    }));
    const match = { images: ['excepted.example.com/**'] };
    const set = loadDocuments(policyDocument('p', { rules }), exceptionDocument('e', { p: IDS }, { match }));
    const asked = { objects: 0, places: 0 };
    const counting = (exception: CompiledException): CompiledException => ({
      ...exception,
      coverageOf(parts) {
        asked.objects += 1;
        const covers = exception.coverageOf(parts);
        return (place) => {
          asked.places += 1;
          return covers?.(place) === true;
        };
      },
    });
    const containers = Array.from({ length: CONTAINERS }, (_, index) => ({ ...goodContainer(), name: `c${index}` }));
    const workload = workloadOf(goodPod({ containers }));
    const exceptions = set.exceptions.map(counting);
    const waivers = waiversFor([workload], { today: () => '2026-11-20', exceptions, annotations: false });
    const { findings } = evaluate({ operation: 'CREATE', workload }, set.policies, { waivers });
    expect(findings).toHaveLength(IDS.length * CONTAINERS);
    expect(asked).toEqual({ objects: 1, places: CONTAINERS });
  });
});
