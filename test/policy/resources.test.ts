import { describe, expect, test } from '@jest/globals';
import { MAX_PATH } from '../../src/policy/authority-schema.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { problemsOf } from './harness.ts';
import {
  imageFaults,
  imagePolicy,
  imageSettings,
  publicKey,
  resourcesWith,
  trustRoot,
  withAuthorities,
} from './image-documents.ts';

describe('what policies name', () => {
  test('is refused where nothing is given to read it with', () => {
    const documents = [
      trustRoot({ json: { mediaType: 'm' } }),
      imageSettings({ registries: [{ host: 'a.example.com', caFile: 'ca.pem' }] }),
      imagePolicy(),
    ];
    const files = documents.map((document, index) => ({ file: `${index}.yaml`, text: JSON.stringify(document) }));
    expect(problemsOf(() => loadPolicies(files, WORKLOAD_RULES))).toEqual([
      expect.stringContaining('spec.json: is no trust root: trust roots are not read here'),
      expect.stringContaining('caFile: cannot be read: files are not read here'),
    ]);
  });

  test('is read once', () => {
    const read: string[] = [];
    const resources = {
      ...resourcesWith(),
      readText: (from: string, path: string) => {
        read.push(`${from} ${path}`);
        return publicKey();
      },
    };
    const authority = (name: string) => ({ name, key: { file: 'a.pem' } });
    const require = { signatures: [authority('a'), authority('b')], atLeast: 1 };
    const text = JSON.stringify(imagePolicy({ require }));
    loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES, { resources });
    expect(read).toEqual(['policy.yaml a.pem']);
  });

  test('has a bound over all files', () => {
    const large = `${publicKey()}${' '.repeat(2 ** 20)}`;
    const files = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`${index}.pem`, large]));
    const policies = [0, 1, 2].map((part) =>
      imagePolicy(
        {
          require: {
            signatures: Object.keys(files)
              .slice(part * 25, part * 25 + 25)
              .map((file, index) => ({ name: `a${index}`, key: { file } })),
            atLeast: 1,
          },
        },
        `p${part}`,
      ),
    );
    const faults = imageFaults(policies, { files });
    expect(faults[0]).toContain(
      'cannot be read: the files that policies name have more than 67108864 characters together',
    );
    expect(faults.length).toBeLessThan(10);
  });

  test('has a bound on its path', () => {
    expect(imageFaults([withAuthorities({ name: 'a', key: { file: 'a'.repeat(MAX_PATH + 1) } })])).toEqual([
      expect.stringContaining(`key.file: is ${MAX_PATH + 1} characters long`),
    ]);
  });
});
