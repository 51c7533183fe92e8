import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import type { PolicyResources } from '../../src/policy/resources.ts';
import { attestationFaults, attesting, SCANNER } from './attestation-documents.ts';
import { problemsOf } from './harness.ts';
import { imageFaults, KEYLESS, resourcesWith, trustRoot } from './image-documents.ts';

/** What is wrong with the blocks that say what an attestation must be like. */

type Case = readonly [string, JsonObject, string];
const LOG4J = 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1';

describe('a block sbom that does not load', () => {
  test.each<Case>([
    ['nothing', {}, ': is empty; leave it out'],
    ['an unknown field', { minComponent: 1 }, '.minComponent: unknown field; did you mean "minComponents"?'],
    [
      'a format',
      { formats: [{ format: 'spdx3' }] },
      '.formats[0].format: unknown format "spdx3"; did you mean "spdx"?',
    ],
    [
      'a version that cannot be read',
      { formats: [{ format: 'cyclonedx', minVersion: '2.0' }] },
      '.formats[0].minVersion: unknown value "2.0"; expected one of 1.4, 1.5, 1.6, 1.7',
    ],
    [
      'a number for a version',
      { formats: [{ format: 'spdx', minVersion: 2.3 }] },
      '.formats[0].minVersion: expected one of 2.2, 2.3, found the number 2.3; put it in quotes',
    ],
    [
      'a format twice',
      { formats: [{ format: 'spdx' }, { format: 'spdx', minVersion: '2.3' }] },
      '.formats: name spdx twice',
    ],
    ['an age', { maxAge: '90' }, '.maxAge: must be a number of minutes'],
    ['components', { minComponents: -1 }, '.minComponents: is -1; expected a whole number from 0'],
    ['nothing denied', { deny: {} }, '.deny: is empty; leave it out'],
    ['a package', { deny: { packages: ['log4j'] } }, '.deny.packages[0]: '],
    ['a package with a reason', { deny: { packages: [{ purl: 'log4j', reason: 'x' }] } }, '.deny.packages[0].purl: '],
    [
      'a reason without a package',
      { deny: { packages: [{ reason: 'x' }] } },
      '.deny.packages[0]: needs the field "purl"',
    ],
    ['a range that nobody can compare', { deny: { packages: ['pkg:conan/a@<1.0'] } }, '.deny.packages[0]: '],
    ['a package to require', { require: { packages: ['npm:a'] } }, '.require.packages[0]: '],
    ['a licence', { deny: { licenses: ['Apache 2'] } }, '.deny.licenses[0]: '],
    ['a licence to allow', { allow: { licenses: ['MIT OR Apache-2.0'] } }, '.allow.licenses[0]: '],
    ['what nobody looks at', { onUnknown: 'deny', minComponents: 2 }, '.onUnknown: is never looked at'],
    [
      'what must and may not be there',
      { deny: { packages: [{ purl: LOG4J, reason: 'x' }] }, require: { packages: [LOG4J] } },
      `.require: asks for ${LOG4J}, which deny forbids`,
    ],
    [
      'a licence that may and may not be there',
      { deny: { licenses: ['MIT'] }, allow: { licenses: ['ISC', 'MIT'] } },
      '.allow: names the licence MIT, which deny forbids',
    ],
    ['coverage of nothing', { ntia: {} }, '.ntia: needs the field "minCoverage"'],
    ['too much coverage', { ntia: { minCoverage: 101 } }, '.ntia.minCoverage: is 101; expected a number from 1'],
    ['a supplier', { suppliers: ['a\\b'] }, '.suppliers[0]: in a glob'],
    ['a tool', { tools: ['\\'] }, '.tools[0]: a glob may not end'],
    ['a base image', { baseImages: ['*/x'] }, '.baseImages[0]: "*/x" leaves the registry open'],
    [
      'too many packages',
      { deny: { packages: Array.from({ length: 1_001 }, (_, index) => `pkg:npm/a${index}`) } },
      '.deny.packages: has 1001 items, more than 1000',
    ],
  ])('%s', (_, sbom, fault) => {
    expect(attestationFaults({ type: 'sbom', sbom })).toEqual([expect.stringContaining(`attestation.sbom${fault}`)]);
  });
});

describe('a block provenance that does not load', () => {
  test.each<Case>([
    ['nothing', {}, ': is empty; leave it out'],
    ['a builder', { builders: [{ level: 3 }] }, '.builders[0]: needs the field "id"'],
    [
      'a level',
      { builders: [{ id: 'a', level: 4 }], minLevel: 3 },
      '.builders[0].level: is 4; expected a whole number from 1',
    ],
    [
      'levels that nobody looks at',
      { builders: [{ id: 'a', level: 3 }] },
      '.builders: have levels, which only minLevel looks at',
    ],
    ['a level of nobody', { minLevel: 2 }, '.minLevel: needs builders, each with its level'],
    [
      'a level that no builder has',
      { builders: ['a', { id: 'b', level: 1 }], minLevel: 2 },
      '.minLevel: is 2, and no entry of builders',
    ],
    [
      'a pattern of builders',
      { builders: ['a'.repeat(1_025)] },
      '.builders[0]: is 1025 characters long, more than 1024',
    ],
    ['a source without a repository', { sources: [{ ref: 'a' }] }, '.sources[0]: needs the field "repository"'],
    ['no parameters', { parameters: {} }, '.parameters: is empty; leave it out'],
    [
      'a parameter',
      { parameters: { 'workflow..ref': 'a' } },
      '.parameters[workflow..ref]: has an empty part between dots',
    ],
    [
      'too many parameters',
      { parameters: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`p${index}`, 'a'])) },
      '.parameters: has 65 entries, more than 64',
    ],
    [
      'dependencies that nobody looks at',
      { dependencies: { requireDigests: false } },
      '.dependencies: asks for nothing',
    ],
    ['a base image', { baseImages: ['a:1'] }, '.baseImages[0]: "a:1" has a tag or digest'],
  ])('%s', (_, provenance, fault) => {
    const faults = attestationFaults({ type: 'provenance', provenance });
    expect(faults).toEqual([expect.stringContaining(`attestation.provenance${fault}`)]);
  });

  test('with a pattern that cannot be compiled, wherever it stands', () => {
    const provenance = {
      builders: ['bad', { id: 'bad' }],
      buildTypes: ['a', 'bad'],
      sources: [{ repository: 'bad', ref: 'bad' }],
      parameters: { ref: 'bad' },
      dependencies: { allow: ['bad'] },
    };
    const resources: PolicyResources = {
      ...resourcesWith(),
      checkTextCondition: (condition) => ('glob' in condition && condition.glob === 'bad' ? 'is bad' : undefined),
    };
    const text = JSON.stringify(attesting({ type: 'provenance', provenance }));
    const faults = problemsOf(() => loadPolicies([{ file: 'policy.yaml', text }], [], { resources }));
    expect(faults).toEqual(
      [
        'builders[0]',
        'builders[1].id',
        'buildTypes[1]',
        'sources[0].repository',
        'sources[0].ref',
        'parameters.ref',
        'dependencies.allow[0]',
      ].map((at) => expect.stringContaining(`spec.require.attestations[0].provenance.${at}: is bad`)),
    );
  });
});

describe('a block vulnerabilities that does not load', () => {
  const ignored = { id: 'CVE-2021-44228', until: '2027-03-31', reason: 'x' };
  test.each<Case>([
    ['nothing', {}, ': is empty; leave it out'],
    ['a scanner', { scanners: [''] }, '.scanners[0]: is empty'],
    ['an age', { maxAge: '1w' }, '.maxAge: must be a number of minutes'],
    ['the age of the data', { maxDatabaseAge: '0d' }, '.maxDatabaseAge: must be a number of minutes'],
    ['a severity', { maxSeverity: 'Medium' }, '.maxSeverity: unknown value "Medium"; did you mean "medium"?'],
    ['what is unknown', { onUnknownSeverity: 'ignore' }, '.onUnknownSeverity: unknown value "ignore"'],
    [
      'what is unknown where none may be there',
      { onUnknownSeverity: 'warn' },
      '.onUnknownSeverity: is never looked at',
    ],
    [
      'what is unknown where all may be there',
      { maxSeverity: 'critical', onUnknownSeverity: 'warn' },
      '.onUnknownSeverity: is never looked at: nothing is worse than critical',
    ],
    ['no days', { graceDays: {} }, '.graceDays: is empty'],
    [
      'too many days',
      { graceDays: { high: 3_651 } },
      '.graceDays.high: is 3651; expected a whole number from 0 to 3650',
    ],
    ['days of no severity', { graceDays: { sever: 1 } }, '.graceDays.sever: unknown field'],
    [
      'days that nobody counts',
      { maxSeverity: 'medium', graceDays: { medium: 1 } },
      '.graceDays: for medium are never counted: maxSeverity lets it in at once',
    ],
    ['an id', { ignore: [{ ...ignored, id: 'log4shell' }] }, '.ignore[0].id: must be the id of a vulnerability'],
    ['a day', { ignore: [{ ...ignored, until: '2027-02-30' }] }, '.ignore[0].until: must be a day of the calendar'],
    ['no reason', { ignore: [{ id: 'CVE-2021-44228', until: '2027-03-31' }] }, '.ignore[0]: needs the field "reason"'],
    [
      'an id again',
      { ignore: [ignored, { ...ignored, packages: ['pkg:npm/a'] }] },
      '.ignore: names CVE-2021-44228 again',
    ],
    ['a package', { ignore: [{ ...ignored, packages: ['a'] }] }, '.ignore[0].packages[0]: '],
    ['nobody who speaks', { vex: {} }, '.vex: needs the field "signedBy"'],
    [
      'somebody unknown',
      { vex: { signedBy: ['relase'] } },
      '.vex.signedBy[0]: there is no authority "relase"; did you mean',
    ],
    [
      'a justification',
      { vex: { signedBy: ['release'], justifications: ['component_not_presnt'] } },
      '.vex.justifications[0]: unknown value "component_not_presnt"; did you mean "component_not_present"?',
    ],
  ])('%s', (_, vulnerabilities, fault) => {
    expect(attestationFaults({ type: 'vuln', vulnerabilities })).toEqual([
      expect.stringContaining(`attestation.vulnerabilities${fault}`),
    ]);
  });
});

describe('an age that nobody vouches for', () => {
  const ROOT = { json: { mediaType: 'm', certificateAuthorities: [{}], tlogs: [{}] } };
  const silent: JsonObject = { ...SCANNER, trustRoots: ['own'] };
  const pem = `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n`;
  const key = (trustRoots: readonly string[]): JsonObject => ({
    name: 'scanner',
    key: { pem },
    transparency: 'ignored',
    trustRoots: [...trustRoots],
  });
  const faults = (authority: JsonObject, attestation: JsonObject) => {
    const document = attesting(
      { signedBy: ['release', 'scanner'], ...attestation },
      { authorities: [KEYLESS, authority] },
    );
    return imageFaults([document, trustRoot(ROOT)]).map((fault) =>
      fault.replace('spec.require.attestations[0]', 'attestation'),
    );
  };
  const VEX = { vex: { signedBy: ['scanner'], maxAge: '9d' } };

  test.each<readonly [string, JsonObject]>([
    ['maxAge', { maxAge: '9d' }],
    ['sbom.maxAge', { sbom: { maxAge: '9d' } }],
    ['vulnerabilities.maxAge', { type: 'vuln', vulnerabilities: { maxAge: '9d' } }],
    ['vulnerabilities.vex.maxAge', { type: 'vuln', signedBy: ['release'], vulnerabilities: VEX }],
  ])('%s', (field, attestation) => {
    expect(faults(key(['own']), attestation)).toEqual([
      `attestation.${field}: nobody vouches for when "scanner" signs: its transparency is ignored, and none of its trust roots has a timestamp authority`,
    ]);
    // The public-good instance has a timestamp authority, and a log says when as well.
    expect(faults(key(['own', 'public-good']), attestation)).toEqual([]);
    expect(faults(silent, attestation)).toEqual([]);
  });
});
