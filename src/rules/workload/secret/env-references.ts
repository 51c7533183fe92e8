import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, show } from '../shared/fields.ts';

/** The kinds that a container can take environment variables from, and the fields that name them. */
const FIELDS = {
  Secret: { one: 'secretKeyRef', all: 'secretRef' },
  ConfigMap: { one: 'configMapKeyRef', all: 'configMapRef' },
} as const;
export type EnvSource = keyof typeof FIELDS;

/** A place where a container takes one environment variable, or all that there are, from an object. */
export interface EnvReference {
  /** Who takes what, as the begin of a sentence: `container "app" takes the environment variable "X"`. */
  readonly taker: string;
  readonly source: EnvSource;
  /** The object with the name, of whatever type it is. */
  readonly reference: unknown;
  readonly path: FieldPath;
  /** Only one key is taken, which the reference names. */
  readonly isOne: boolean;
}

/** Looks at a reference; it is handed what a check has, so that nothing is made where there is no reference. */
export type VisitReference<Context> = (
  found: EnvReference,
  workload: Workload,
  report: Report,
  context: Context,
) => void;

/**
 * Visits the references to one kind of object, in the order of containers and fields:
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].valueFrom.{secretKeyRef,configMapKeyRef}
 *   envFrom[*].{secretRef,configMapRef}
 */
export function visitEnvReferences<Context>(
  source: EnvSource,
  workload: Workload,
  report: Report,
  visit: VisitReference<Context>,
  context: Context,
): void {
  const { one, all } = FIELDS[source];
  for (const container of workload.containers) {
    const env = listOf(container.spec.env);
    for (let index = 0; index < env.length; index += 1) {
      const reference = fieldOf(fieldOf(env[index], 'valueFrom'), one);
      if (reference === undefined) continue;
      const path = [...container.path, 'env', index, 'valueFrom', one];
      visit(
        { taker: takerOfOne(container, env[index]), source, reference, path, isOne: true },
        workload,
        report,
        context,
      );
    }
    const envFrom = listOf(container.spec.envFrom);
    for (let index = 0; index < envFrom.length; index += 1) {
      const reference = fieldOf(envFrom[index], all);
      if (reference === undefined) continue;
      const path = [...container.path, 'envFrom', index, all];
      visit({ taker: takerOfAll(container), source, reference, path, isOne: false }, workload, report, context);
    }
  }
}

function takerOfOne(container: Container, item: unknown): string {
  return `${describeContainer(container)} takes the environment variable ${show(fieldOf(item, 'name') ?? '')}`;
}

function takerOfAll(container: Container): string {
  return `${describeContainer(container)} takes environment variables`;
}

/** The object that a reference names, as messages write it: `the Secret "db"`. */
export function describeSource({ source, reference }: Pick<EnvReference, 'source' | 'reference'>): string {
  const name = fieldOf(reference, 'name');
  return name === undefined ? `a ${source} without a name` : `the ${source} ${show(name, 128)}`;
}
