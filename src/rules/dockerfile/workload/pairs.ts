import { imageFacts } from '../../../builds/image-facts.ts';
import type { Build, Stage } from '../../../model/build.ts';
import type { BuildCheck, BuildProblem } from '../../../model/dockerfile-rule.ts';
import type { ImageFacts } from '../../../model/image-facts.ts';
import type { Span } from '../../../model/mapped-text.ts';
import type { PairedContainer } from '../../../model/paired-container.ts';
import type { FieldPath } from '../../../model/path.ts';
import { printable } from '../../../model/printable.ts';
import { describeContainer } from '../../../model/workload.ts';

/** An image and a container of a manifest that runs it. */
export interface Pair {
  readonly build: Build;
  readonly final: Stage;
  readonly facts: ImageFacts;
  readonly container: PairedContainer;
  /** `container "app" of Deployment "shop"`. */
  readonly who: string;
}

/** Entries of a list of a manifest, or of the image, that are looked at: more than anybody writes by hand. */
export const MOST_ENTRIES = 500;

/**
 * A check of each container that runs the image. Where manifests run it in several containers alike, each problem is
 * reported once, for the first of them.
 */
export function pairCheck(look: (pair: Pair, report: (problem: BuildProblem) => void) => void): BuildCheck {
  return (build, report) => {
    const { final } = build;
    const { containers = [] } = build.inputs;
    if (final === undefined || containers.length === 0) return;
    const facts = build.once(imageFacts);
    if (facts === undefined) return;
    const seen = new Set<string>();
    const once = (problem: BuildProblem) => {
      const key = `${problem.span.start} ${problem.span.end} ${problem.message}`;
      if (seen.has(key)) return;
      seen.add(key);
      report(problem);
    };
    for (const container of containers) {
      look({ build, final, facts, container, who: nameOf(container) }, once);
    }
  };
}

function nameOf({ container, workload: { kind, name } }: PairedContainer): string {
  return `${describeContainer(container)} of ${printable(kind, 63)} "${printable(name, 63)}"`;
}

/** The place of a manifest that a problem is about, and why the manifest counts. */
export function inManifest(
  { container: pair }: Pair,
  path: FieldPath,
  message: string,
): Pick<BuildProblem, 'elsewhere'> {
  const { file, because } = pair;
  return {
    elsewhere: [{ file, position: pair.positionOf(path), message: `${message} (it runs the image, as ${because})` }],
  };
}

/** The image that the final stage, or the stages beneath it, start from. */
export function baseSpan({ chain, instructions }: Stage): Span {
  const from = chain.at(-1)?.from;
  if (from?.image !== undefined) return from.line.spanOf(from.image.start, from.image.end);
  const [first] = instructions;
  return first === undefined ? { start: 0, end: 0 } : first.line.spanOf(first.word.start, first.word.end);
}
