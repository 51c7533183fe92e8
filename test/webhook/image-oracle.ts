import { Judges } from '../../src/evidence/judges.ts';
import { type OracleOptions, RegistryOracle } from '../../src/evidence/oracle.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import { TrustStore } from '../../src/evidence/trust-store.ts';
import type { VerificationJob, VerificationResult } from '../../src/evidence/verification.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import type { ImageHooks, ImageService } from '../../src/model/image-evidence.ts';
import { RegistryClient } from '../../src/registry/client.ts';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { TestRegistry } from '../support/registry/server.ts';

/** What of looking up images a test takes into its own hands. */
export interface OracleScene {
  readonly registries: readonly TestRegistry[];
  readonly trustRoot: string;
  readonly verify?: (job: VerificationJob) => Promise<VerificationResult>;
  readonly times?: OracleOptions['times'];
}

/** A clock that a test turns, and a count of what was verified. */
export interface TestOracle {
  readonly start: (hooks: ImageHooks) => ImageService;
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void;
  /** Jobs that were verified. */
  verifications(): number;
}

/** The oracle of the webhook with a clock of its own. It verifies in this thread, unless the test says how. */
export function testOracle({ registries, trustRoot, times, ...scene }: OracleScene): TestOracle {
  let late = 0;
  let verifications = 0;
  const now = () => Date.now() + late;
  const roots = new TrustRoots();
  const { verify = async (job: VerificationJob) => verifyJob(job, roots, new Judges()) } = scene;
  const settings = registries.map(({ host }) => ({
    host,
    insecure: true,
    allowPrivate: true,
    mirrors: [],
    tokenHosts: [],
  }));
  const client = new RegistryClient({ registries: settings, now });
  return {
    pass: (milliseconds) => {
      late += milliseconds;
    },
    verifications: () => verifications,
    start: (hooks) => {
      const oracle = new RegistryOracle({
        connect: () => ({ id: 'tests', source: client.source(NO_CREDENTIALS) }),
        hooks,
        verify: (job) => {
          verifications += 1;
          return verify(job);
        },
        trust: new TrustStore(new Map([['test', trustRoot]])),
        now,
        ...(times && { times }),
      });
      return {
        recall: (question) => oracle.recall(question),
        ask: (question, puller, signal) => oracle.ask(question, puller, signal),
        trustAges: () => new Map(),
        close: () => client.close(),
      };
    },
  };
}
