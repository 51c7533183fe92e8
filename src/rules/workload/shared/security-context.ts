import type { FieldPath } from '../../../model/path.ts';
import type { Container, Workload } from '../../../model/workload.ts';
import { fieldOf } from './fields.ts';

/** A field of a security context: names from the context down. */
export type SecurityField = readonly string[];

function read(context: unknown, field: SecurityField): unknown {
  let value = context;
  for (const name of field) value = fieldOf(value, name);
  return value;
}

/** The field in the container's own security context. */
export function ownSecurity(container: Container, field: SecurityField): unknown {
  return read(container.spec.securityContext, field);
}

/** What counts for the container: its own field or else the pod's, each field by itself. */
export function effectiveSecurity(workload: Workload, container: Container, field: SecurityField): unknown {
  return ownSecurity(container, field) ?? read(workload.pod.securityContext, field);
}

/** Where the field is, or belongs, in the container. */
export function ownSecurityPath(container: Container, field: SecurityField): FieldPath {
  return [...container.path, 'securityContext', ...field];
}

/** Who sets the effective field, as messages name it after the container, and where. */
export function securityOrigin(
  workload: Workload,
  container: Container,
  field: SecurityField,
): { readonly setter: 'it' | 'the pod'; readonly path: FieldPath } {
  return ownSecurity(container, field) === undefined
    ? { setter: 'the pod', path: [...workload.podPath, 'securityContext', ...field] }
    : { setter: 'it', path: ownSecurityPath(container, field) };
}
