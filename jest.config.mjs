/** TypeScript runs by Node's own type stripping; see docs/decisions/0001-toolchain.md. */
const project = {
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'node'],
  testEnvironment: 'node',
};

const integration = ['<rootDir>/test/webhook/', '<rootDir>/test/cli/', '<rootDir>/test/ci/'];
const e2e = ['<rootDir>/test/e2e/'];
const tests = (folders) => folders.map((folder) => `${folder}**/*.test.ts`);

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: tests(['<rootDir>/test/']),
      testPathIgnorePatterns: [...integration, ...e2e],
    },
    { ...project, displayName: 'integration', testMatch: tests(integration) },
    { ...project, displayName: 'e2e', testMatch: tests(e2e) },
  ],
  testTimeout: 30_000,
  // By default one processor is left alone, which is half of a small machine.
  maxWorkers: '100%',
  // Modules of each test file stay in memory: a process that ran hundreds of them makes way for another.
  workerIdleMemoryLimit: '1.5GB',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageThreshold: Object.fromEntries(
    [
      'builds',
      'claims',
      'compat',
      'evaluate',
      'evidence',
      'lint',
      'packages',
      'parse',
      'policy',
      'preview',
      'registry',
      'rules',
    ].map((part) => [`./src/${part}/`, { lines: 95 }]),
  ),
  coverageReporters: ['text-summary', 'json-summary', 'lcovonly'],
};
