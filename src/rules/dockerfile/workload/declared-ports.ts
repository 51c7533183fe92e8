import { isObject } from '../../../model/json.ts';
import type { Span } from '../../../model/mapped-text.ts';
import type { FieldPath } from '../../../model/path.ts';
import { listOf } from '../../workload/shared/fields.ts';
import { MOST_ENTRIES, type Pair } from './pairs.ts';

/** A port that a manifest gives to a container. */
export interface DeclaredPort {
  readonly port: number;
  readonly protocol: string;
  readonly path: FieldPath;
}

/** The ports of a container, in the order of the manifest. */
export function portsOf({ container: { container } }: Pair): readonly DeclaredPort[] {
  return listOf(container.spec.ports)
    .slice(0, MOST_ENTRIES)
    .flatMap((entry, index) => {
      if (!isObject(entry) || typeof entry.containerPort !== 'number') return [];
      const protocol = typeof entry.protocol === 'string' ? entry.protocol.toLowerCase() : 'tcp';
      return [{ port: entry.containerPort, protocol, path: [...container.path, 'ports', index, 'containerPort'] }];
    });
}

/** The EXPOSE that names a port, as `80/tcp`. */
export function exposeOf({ facts: { exposedPorts } }: Pair, key: string): Span | undefined {
  const from = (exposedPorts.known ? exposedPorts.value : exposedPorts.certain)?.get(key)?.from;
  return from === undefined ? undefined : from.line.spanOf(from.rest.start, from.rest.end);
}

/** The last EXPOSE of the file. */
export function lastExpose({ facts: { exposedPorts } }: Pair): Span | undefined {
  const { from } = exposedPorts;
  return from?.keyword === 'EXPOSE' ? from.line.spanOf(from.rest.start, from.rest.end) : undefined;
}
