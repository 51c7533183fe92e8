import type { CompiledPolicy } from '../model/policy.ts';
import { map, optional, record, required, text } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { checkDnsLabel, checkLabelKey, checkLabelValue } from '../parse/kubernetes-names.ts';

/** The version of policy files that is understood. */
export const API_VERSION = 'tidewaiter.dev/v1alpha1';

const NAMES = {
  name: required(text('Unique name', { maxLength: 63, check: checkDnsLabel })),
  labels: optional(map('Labels', text('A value', { minLength: 0, check: checkLabelValue }), checkLabelKey)),
  annotations: optional(map('Annotations', text('A value', { minLength: 0, maxLength: 65_536 }), checkLabelKey)),
};

/** metadata of our documents. */
export const METADATA = record('Names the document', NAMES);

/** metadata of our documents that lie in a namespace. */
export const NAMESPACED_METADATA = record('Names the document', {
  ...NAMES,
  namespace: optional(text('What lies in other namespaces is not concerned', { maxLength: 63, check: checkDnsLabel })),
});

/** Where a document says its name. */
export function namePlace(document: SourceDocument): CompiledPolicy['source'] {
  return { file: document.file, ...document.positionOf(['metadata', 'name']) };
}
