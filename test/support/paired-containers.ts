import { parseManifest } from '../../src/cli/judge.ts';
import { runningContainers } from '../../src/cli/lint/running-containers.ts';
import { manifestObjects } from '../../src/cli/manifest-objects.ts';
import type { PairedContainer } from '../../src/model/paired-container.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';
import { BUILT_IN_KINDS } from '../../src/parse/workload-kinds.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../src/parse/yaml.ts';

/** All containers of manifests, as if each ran the image. */
export function containersIn(yaml: string, file = 'app.yaml'): readonly PairedContainer[] {
  const { objects } = manifestObjects(parseYaml(file, yaml, MANIFEST_LIMITS), true);
  return objects.flatMap((manifest) => {
    const { apiVersion, kind, object } = manifest;
    const origin = { apiVersion, kind, namespace: 'default', written: object };
    const workloads = parseManifest(withDefaults(object, manifest), origin, BUILT_IN_KINDS) ?? [];
    const containers = workloads.flatMap((workload) => runningContainers(workload, manifest));
    return containers.map((container) => ({ ...container, because: 'the test says so' }));
  });
}

/** A Deployment with a container that runs the image; parts of specs in YAML flow style. */
export function deployment(container: string, pod = ''): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: shop }',
    'spec:',
    '  template:',
    '    spec:',
    ...(pod === '' ? [] : [`      ${pod}`]),
    '      containers:',
    '        - name: app',
    '          image: example.com/shop:1',
    ...(container === '' ? [] : [`          ${container}`]),
    '',
  ].join('\n');
}
