import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/model/decision.ts';
import { jsonLine } from '../../src/report/jsonl.ts';

const FINDING: Finding = {
  rule: 'a-rule',
  policy: 'a-policy',
  action: 'Warn',
  severity: 'warning',
  message: 'container "app" is bad',
  path: ['spec', 'containers', 0],
  remediation: 'Mend it.',
};

function lineWith(finding: Finding) {
  const nothing = { waived: [], failures: [], images: [], unchecked: [], patches: [] };
  const line = jsonLine({
    ...{ kind: 'Pod', name: 'web', namespace: 'shop', file: 'web.yaml', line: 3 },
    decision: { allowed: true, findings: [finding], ...nothing },
    positionOf: () => ({ line: 10, column: 5 }),
  });
  return JSON.parse(line);
}

describe('what breaks a rule in a document', () => {
  const offender = {
    component: 'a',
    version: '1',
    purl: 'pkg:npm/a@1',
    vulnerability: 'CVE-2021-1',
    aliases: ['GHSA-x'],
  };
  const offences = [
    { term: 'sbom.deny.packages', message: 'a is forbidden', offender, since: 5 },
    { term: 'sbom', message: 'it is empty' },
  ];

  test('is all in JSON lines, side by side', () => {
    const { findings } = lineWith({ ...FINDING, offences });
    expect(findings[0].offences).toEqual([
      { term: 'sbom.deny.packages', message: 'a is forbidden', ...offender },
      { term: 'sbom', message: 'it is empty' },
    ]);
    expect(lineWith({ ...FINDING, offences, unlisted: 3 }).findings[0].unlisted).toBe(3);
    expect(lineWith(FINDING).findings[0]).not.toHaveProperty('offences');
    expect(lineWith(FINDING).findings[0]).not.toHaveProperty('unlisted');
  });
});
