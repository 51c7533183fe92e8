import { describe, expect, test } from '@jest/globals';
import { VULNERABILITY_SEVERITIES } from '../../src/model/attestation.ts';
import { isObject } from '../../src/model/json.ts';
import { checkPackagePattern } from '../../src/packages/package-pattern.ts';
import { PREDICATE_NAMES } from '../../src/parse/predicate-type.ts';
import { POLICY_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { imagePolicyJsonSchema } from '../../src/policy/json-schema.ts';
import { folderWith, tidewaiter } from '../cli/command-line.ts';
import { readProjectFile } from '../rules/marked-yaml.ts';
import { imagePolicy, loadImages, publicKey } from './image-documents.ts';

/** What docs/attestations.md shows is what loads, and it leaves nothing out. */

const page = readProjectFile('docs/attestations.md');
const blocks = [...page.matchAll(/^```yaml\n(?<text>.*?)^```$/gms)].map(({ groups }) => groups?.text ?? '');
const [policy = '', tests = ''] = blocks.filter((text) => text.startsWith('apiVersion: tidewaiter.dev/'));

describe('the reference of attestations', () => {
  test('its parts of a policy load: those that begin with spec', () => {
    const parts = blocks.filter((text) => text.startsWith('spec:\n'));
    expect(parts).toHaveLength(2);
    for (const text of parts) {
      const value = parseYaml('part.yaml', text, POLICY_LIMITS)[0]?.value;
      const spec = isObject(value) && isObject(value.spec) ? value.spec : {};
      expect(loadImages([imagePolicy(spec)]).policies[0]?.rules.map(({ id }) => id)).toContain('image-attestation');
    }
  });

  test('its test passes, with its policy: the forbidden package is all that is wrong', async () => {
    const component = (name: string, version: string) => ({
      type: 'library',
      name,
      version,
      purl: `pkg:maven/org.apache.logging.log4j/${name}@${version}`,
      licenses: [{ license: { id: 'Apache-2.0' } }],
    });
    const sbom = (version: string) => ({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { timestamp: '2026-11-01T11:00:00Z' },
      components: [component('log4j-core', version)],
    });
    const results = [];
    for (const version of ['2.14.1', '2.17.1']) {
      const folder = folderWith({
        'policies/policy.yaml': policy,
        'policies/test.yaml': tests,
        'policies/keys/scanner.pem': publicKey(),
        'policies/keys/security.pem': publicKey(),
        'documents/web.cdx.json': JSON.stringify(sbom(version)),
      });
      try {
        results.push((await tidewaiter(['test', `${folder.path}/policies`])).out);
      } finally {
        folder.remove();
      }
    }
    expect(results).toEqual([
      expect.stringContaining('1 passed, 0 failed'),
      expect.stringContaining('0 passed, 1 failed'),
    ]);
    expect(results[1]).toContain('expected, not found: image-attestation');
  });

  test('its patterns of packages are patterns', () => {
    const [, section = ''] = page.split('\n### Packages\n');
    const patterns = [...section.matchAll(/^\| `(?<pattern>pkg:[^`]+)` \|/gm)].map(
      ({ groups }) => groups?.pattern ?? '',
    );
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns)
      expect([pattern, checkPackagePattern(pattern.replaceAll('\\|', '|'))]).toEqual([pattern, undefined]);
  });

  test('it names every field, type and severity', () => {
    const fields = fieldsIn(attestationSchema());
    expect(fields.length).toBeGreaterThan(45);
    for (const field of fields) expect(page).toMatch(new RegExp(`\\x60(?:[a-z]+\\.)?${field}(?:[\\x60.]|: )`, 'i'));
    for (const name of PREDICATE_NAMES) expect(page).toMatch(new RegExp(`^\\| (?:\`[a-z0-9]+\`, )?\`${name}\``, 'm'));
    for (const severity of VULNERABILITY_SEVERITIES) expect(page).toContain(`\`${severity}\``);
  });
});

function attestationSchema(): unknown {
  let schema: unknown = imagePolicyJsonSchema();
  for (const name of ['spec', 'require', 'attestations']) {
    const properties = isObject(schema) ? schema.properties : undefined;
    schema = isObject(properties) ? properties[name] : undefined;
  }
  return isObject(schema) ? schema.items : undefined;
}

/** Names of fields at all depths, but for severities and what is defined elsewhere. */
function fieldsIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldsIn);
  if (!isObject(schema)) return [];
  const own = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap(fieldsIn)];
}
