import { basename } from 'node:path';
import { assess, type World } from '../../assess.ts';
import { INTERNAL_ERROR } from '../../lint/check-rules.ts';
import { regionOf } from '../../lint/finding.ts';
import type { Build } from '../../model/build.ts';
import { type Failure, waiverName } from '../../model/decision.ts';
import type { ImageService } from '../../model/image-evidence.ts';
import type { LintFinding } from '../../model/lint.ts';
import type { PolicySet } from '../../model/policy.ts';
import { workloadOfImages } from '../../parse/dockerfile/workload.ts';
import { imageUses } from '../../rules/dockerfile/shared/image-uses.ts';
import { counted } from '../counted.ts';
import type { Evidence } from '../evidence.ts';
import { refuseContradictions, reviewImages } from '../review-images.ts';
import type { Terminal } from '../terminal.ts';
import type { LintFlags } from './command-line-layer.ts';
import { policyFinding } from './policy-finding.ts';

/** What images are judged with. */
export interface ImageDeskTools {
  readonly flags: LintFlags;
  readonly terminal: Terminal;
  /** The day in UTC, as ISO 8601 writes it. */
  readonly today: string;
}

/** Judges the images that Dockerfiles name by the policies of a cluster, as `tidewaiter review` does. */
export class ImageDesk {
  readonly #policySet: PolicySet;
  readonly #service: ImageService | undefined;
  readonly #world: World;
  /** How many images a rule of a policy did not get to judge, because nobody was asked. */
  readonly #unchecked = new Map<string, number>();
  /** How many findings an exception took out, by its name. */
  readonly #waived = new Map<string, number>();
  #unresolved = 0;

  private constructor(policySet: PolicySet, service: ImageService | undefined, today: string) {
    this.#policySet = policySet;
    this.#service = service;
    this.#world = {
      // Files that images are built from lie in no namespace.
      namespaceLabels: () => Promise.reject(new Error('a Dockerfile lies in no namespace')),
      signal: new AbortController().signal,
      today: () => today,
      honoursAnnotations: false,
      ...(service && { images: service }),
    };
  }

  /** @throws UsageError where flags contradict each other, or name what is not there */
  static async open(
    policySet: PolicySet,
    evidence: Evidence | undefined,
    { flags, terminal, today }: ImageDeskTools,
  ): Promise<ImageDesk> {
    const given = { ...flags, images: flags.images ?? 'skip' } as const;
    refuseContradictions(given);
    return new ImageDesk(policySet, await reviewImages(given, evidence, policySet, terminal), today);
  }

  /** What the policies find, each at the image that it is about. Build arguments count. */
  async judge(file: string, build: Build): Promise<readonly LintFinding[]> {
    const { dockerfile } = build;
    // What ONBUILD does is a matter of other builds.
    const uses = imageUses(build).filter(({ instruction }) => instruction.trigger === undefined);
    const named = uses.map(({ piece, value, place, span }) => ({
      written: piece.text,
      reference: value.kind === 'unknown' ? undefined : value.text,
      owner: `${place} in line ${dockerfile.positionOf(span.start).line}`,
    }));
    const { workload, unresolved } = workloadOfImages(basename(file), named);
    const decision = await assess([{ operation: 'CREATE', workload }], this.#policySet, this.#world);
    this.#unresolved += unresolved.length;
    for (const { policy, rule } of decision.unchecked) count(this.#unchecked, `rule ${rule} of policy ${policy}`);
    for (const { waiver } of decision.waived) count(this.#waived, waiverName(waiver));
    const start = { start: 0, end: 0 };
    return [
      ...decision.findings.map((finding) =>
        policyFinding(finding, dockerfile, uses[Number(finding.path[1])]?.span ?? start),
      ),
      ...decision.failures.map((failure) => failed(failure, build)),
    ];
  }

  /** What was not checked, for people: one sentence each. */
  get notes(): readonly string[] {
    const unchecked = [...this.#unchecked].map(
      ([what, times]) => `${counted(times, 'image')} not checked by ${what}: nobody was asked; --images registry asks`,
    );
    const waived = [...this.#waived].map(
      ([name, times]) => `${counted(times, 'finding')} of policies taken out by the exception "${name}"`,
    );
    const what = `${counted(this.#unresolved, 'image')} not checked by policies`;
    const unresolved = `${what}: written with variables that have no value; --build-arg gives one`;
    return [...unchecked, ...waived, ...(this.#unresolved === 0 ? [] : [unresolved])];
  }

  async close(): Promise<void> {
    await this.#service?.close();
  }
}

function count(times: Map<string, number>, key: string): void {
  times.set(key, (times.get(key) ?? 0) + 1);
}

/** A rule that could not judge has found nothing, which must not look like a file that is in order. */
function failed({ message }: Failure, { dockerfile }: Build): LintFinding {
  const span = { start: 0, end: 0 };
  return {
    rule: INTERNAL_ERROR,
    aliases: [],
    severity: 'error',
    message: `${message}, so that nobody knows what it says of the images of this file`,
    why: 'A rule that fails has found nothing, which must not look like a file that is in order',
    remediation: 'Report the defect with the file and the policy that show it',
    link: '',
    span,
    region: regionOf(dockerfile, span),
  };
}
