import { describe, expect, test } from '@jest/globals';
import { CERTIFICATE_EXTENSIONS } from '../../src/model/image-policy.ts';
import { isObject } from '../../src/model/json.ts';
import { POLICY_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { folderWith, tidewaiter } from '../cli/command-line.ts';
import { readProjectFile } from '../rules/marked-yaml.ts';
import { createAuthority } from '../support/certificates.ts';
import { imagePolicy, KEYLESS, loadImages, publicKey, resourcesWith } from './image-documents.ts';

/** What docs/image-policies.md shows is what loads. */

const page = readProjectFile('docs/image-policies.md');
const blocks = [...page.matchAll(/^```yaml\n(?<text>.*?)^```$/gms)].map(({ groups }) => groups?.text ?? '');
const whole = blocks.filter((text) => text.startsWith('apiVersion: tidewaiter.dev/'));
const isTest = (text: string) => text.includes('\nkind: PolicyTest\n');
const trusted = JSON.stringify({ mediaType: 'm', certificateAuthorities: [{}], tlogs: [{}] });
const tuf = JSON.stringify({ signed: { _type: 'root' }, signatures: [] });

describe('the reference of image policies', () => {
  test('its documents load, all of them together', async () => {
    const files = {
      'keys/security.pem': publicKey(),
      'certs/registry-ca.pem': (await createAuthority()).cert,
      'trusted_root.json': trusted,
      'root.json': tuf,
    };
    const texts = whole.filter((text) => !isTest(text)).map((text, index) => ({ file: `${index}.yaml`, text }));
    const { policies, images } = loadPolicies(texts, WORKLOAD_RULES, { resources: resourcesWith({ files }) });
    expect(policies.map(({ name }) => name)).toEqual(['all-images', 'first-party', 'retired', 'vendors']);
    expect(images).toMatchObject({ onNoMatch: 'Warn', trustRoots: [{ name: 'our-sigstore' }] });
  });

  test('its parts of a policy load: those that begin with spec', () => {
    const parts = blocks.filter((text) => text.startsWith('spec:\n'));
    expect(parts.length).toBeGreaterThan(0);
    for (const text of parts) {
      const value = parseYaml('part.yaml', text, POLICY_LIMITS)[0]?.value;
      const spec = isObject(value) && isObject(value.spec) ? value.spec : {};
      expect(Object.keys(spec)).not.toEqual([]);
      expect(loadImages([imagePolicy(spec)]).policies).toHaveLength(1);
    }
  });

  test('its test passes, with the first of its policies', async () => {
    const tests = whole.filter(isTest);
    for (const text of tests) expect(loadPolicyTests({ file: 'test.yaml', text }).cases).toHaveLength(1);
    const folder = folderWith({
      'policy.yaml': whole[0] ?? '',
      'test.yaml': tests[0] ?? '',
      'keys/security.pem': publicKey(),
    });
    try {
      expect((await tidewaiter(['test', folder.path])).out).toContain('1 passed, 0 failed');
    } finally {
      folder.remove();
    }
  });

  test('it lists every extension of a certificate, and every rule', () => {
    for (const name of Object.keys(CERTIFICATE_EXTENSIONS)) expect(page).toContain(`\`${name}\``);
    const { policies } = loadImages([imagePolicy({ require: { signatures: [KEYLESS] } })]);
    for (const { id } of policies[0]?.rules ?? []) expect(page).toContain(`\n### ${id}\n`);
  });
});
