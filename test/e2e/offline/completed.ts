import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { valueAt } from '../../../src/model/value-at.ts';
import { type Draft, draftAt, draftsIn, fill } from '../../../src/parse/draft.ts';
import { BUILT_IN_KINDS } from '../../../src/parse/workload-kinds.ts';

const LABELS = { app: 'web' };

/** With what the API server insists on and hardly any rule looks at; undefined where the kind is not of Kubernetes. */
export function completed(object: JsonObject, namespace: string): JsonObject | undefined {
  const { apiVersion, kind } = object;
  const known = BUILT_IN_KINDS.find(String(apiVersion), String(kind));
  if (known === undefined) return undefined;
  const draft = structuredClone(object) as Draft;
  draft.metadata = { name: 'web', ...(isObject(draft.metadata) && draft.metadata), namespace };
  for (const owner of draftsIn(draft.metadata as Draft, 'ownerReferences'))
    fill(owner, { apiVersion: 'v1', uid: 'one' });
  const [place] = known.templates;
  const template = place && valueAt(draft, place.path);
  if (!isObject(template)) return draft;
  if (apiVersion === 'apps/v1') select(draft, template as Draft);
  if (kind === 'CronJob') fill(draft.spec as Draft, { schedule: '0 3 * * *' });
  const spec = draftAt(template as Draft, 'spec');
  if (spec !== undefined) completePod(spec, kind === 'Job' || kind === 'CronJob');
  return draft;
}

function select(controller: Draft, template: Draft): void {
  const metadata = draftAt(template, 'metadata');
  const spec = draftAt(controller, 'spec');
  if (metadata === undefined || spec === undefined) return;
  if (isObject(spec.selector) && isObject(spec.selector.matchLabels))
    fill(metadata, { labels: spec.selector.matchLabels });
  fill(metadata, { labels: LABELS });
  fill(spec, { selector: { matchLabels: metadata.labels } });
}

/** New pods have no ephemeral containers. */
function completePod(spec: Draft, ends: boolean): void {
  delete spec.ephemeralContainers;
  fill(spec, { containers: [{ name: 'app' }], ...(ends && { restartPolicy: 'Never' }) });
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of draftsIn(spec, list).entries()) {
      fill(container, { name: `${list.toLowerCase()}-${index}`, image: 'registry.example.com/shop/web:1.4.2' });
    }
  }
}
