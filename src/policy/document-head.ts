import { map, optional, record, required, text } from '../model/schema.ts';
import { checkDnsLabel, checkLabelKey, checkLabelValue } from './names.ts';

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
