import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Report } from '../../../model/problem.ts';
import { type Surroundings, workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, nameOf, problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { describeSource, type EnvReference, type EnvSource, visitEnvReferences } from './env-references.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].valueFrom.{configMapKeyRef,secretKeyRef}  names an object that is there, with that key
 *   envFrom[*].{configMapRef,secretRef}              names an object that is there
 *   ...optional: true                                may name anything
 *
 * There: a ConfigMap or Secret of the namespace of the workload, or an object that a controller makes the Secret of.
 */
const KEYS: Readonly<Record<EnvSource, readonly string[]>> = {
  // The kubelet takes no variables from binaryData.
  ConfigMap: ['data'],
  Secret: ['data', 'stringData'],
};

/** Objects that a controller makes a Secret of, and where they name it; else it has their own name. */
const SECRET_MAKERS = [
  { group: 'bitnami.com', kind: 'SealedSecret', name: ['spec', 'template', 'metadata', 'name'] },
  { group: 'cert-manager.io', kind: 'Certificate', name: ['spec', 'secretName'] },
  { group: 'external-secrets.io', kind: 'ExternalSecret', name: ['spec', 'target', 'name'] },
  { group: 'onepassword.com', kind: 'OnePasswordItem', name: ['metadata', 'name'] },
  { group: 'secrets.hashicorp.com', kind: 'VaultDynamicSecret', name: ['spec', 'destination', 'name'] },
  { group: 'secrets.hashicorp.com', kind: 'VaultStaticSecret', name: ['spec', 'destination', 'name'] },
] as const;

/** In every namespace there is one, which the control plane writes. */
const ROOT_CERTIFICATES = 'kube-root-ca.crt';

interface Context {
  readonly isIgnored: (name: string) => boolean;
  readonly surroundings: Surroundings;
}

export const envReferencesExist = workloadRule<{ readonly ignore?: readonly string[] }>({
  id: 'env-references-exist',
  severity: 'error',
  summary: 'Every ConfigMap and Secret that the environment comes from exists, with the key',
  remediation: 'Correct the name or the key, add the object to the files, or set optional: true.',
  aliases: { kubeLinter: ['env-value-from'] },
  crossObject: true,
  options: record('Which objects are made elsewhere', {
    ignore: optional(list('Globs of ConfigMaps and Secrets that are made elsewhere (default none)', NAME_GLOB)),
  }),
  compile({ ignore = [] }) {
    const isIgnored = compileNameGlobs([...ignore, ROOT_CERTIFICATES]);
    return (workload, report, surroundings) => {
      const context = { isIgnored, surroundings };
      visitEnvReferences('ConfigMap', workload, report, judgeReference, context);
      visitEnvReferences('Secret', workload, report, judgeReference, context);
    };
  },
});

function judgeReference(found: EnvReference, workload: Workload, report: Report, context: Context): void {
  const { taker, source, reference, path, isOne } = found;
  if (fieldOf(reference, 'optional') === true) return;
  const name = fieldOf(reference, 'name');
  if (typeof name === 'string' && context.isIgnored(name)) return;
  const namespace = workload.namespace;
  const objects = typeof name === 'string' ? named(name, context.surroundings.objects('', source, namespace)) : [];
  if (objects.length === 0) {
    if (source === 'Secret' && isMade(name, namespace, context.surroundings)) return;
    const message = `${taker} from ${describeSource(found)}, which is not among the files for namespace ${show(namespace)}`;
    report(problemAt(workload, [...path, 'name'], message));
    return;
  }
  const key = fieldOf(reference, 'key');
  if (!isOne || (typeof key === 'string' && objects.some((object) => hasKey(object, source, key)))) return;
  const wanted = key === undefined ? 'and names no key' : `which has no key ${show(key, 128)}`;
  report(problemAt(workload, [...path, 'key'], `${taker} from ${describeSource(found)}, ${wanted}`));
}

/** Files may hold several of a name, one for each environment. */
function named(name: string, objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.filter((object) => nameOf(object) === name);
}

function isMade(name: unknown, namespace: string, surroundings: Surroundings): boolean {
  return SECRET_MAKERS.some(({ group, kind, name: path }) =>
    surroundings.objects(group, kind, namespace).some((maker) => {
      let target: unknown = maker;
      for (const field of path) target = fieldOf(target, field);
      return (target ?? nameOf(maker)) === name;
    }),
  );
}

function hasKey(object: JsonObject, source: EnvSource, key: string): boolean {
  return KEYS[source].some((field) => {
    const content = object[field];
    return isObject(content) && Object.hasOwn(content, key);
  });
}
