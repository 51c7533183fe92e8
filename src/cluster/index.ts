/** What else may use of this part. It is loaded late, and built into one file. */
export { clusterNamespaceReader } from './namespace-labels.ts';
export { clusterSecretReader } from './secrets.ts';
