import type { Alias, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { FieldPath } from '../model/path.ts';

/** Where a node starts in the text, behind its anchor and tag. */
export function offsetOfNode(node: Node): number {
  return node.range?.[0] ?? 0;
}

/**
 * Where the value at `path` starts, or its key; of the nearest ancestor where there is no such value. A path leads
 * through an alias to where its anchor stands.
 */
export function offsetOfPath(
  root: Node,
  targets: ReadonlyMap<Alias, Node>,
  path: FieldPath,
  part: 'key' | 'value',
): number {
  let node: Node | null = root;
  let offset = offsetOfNode(root);
  for (const step of path) {
    const parent: Node | null | undefined = isAlias(node) ? targets.get(node) : node;
    if (isSeq(parent) && typeof step === 'number' && step in parent.items) {
      node = (parent as YAMLSeq<Node | null>).items[step] ?? null;
      offset = node === null ? offset : offsetOfNode(node);
    } else if (isMap(parent)) {
      const pairs: readonly Pair<Node, Node | null>[] = (parent as YAMLMap<Node, Node | null>).items;
      const pair = pairs.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      node = pair.value;
      offset = offsetOfNode(part === 'key' || node === null ? pair.key : node);
    } else {
      return offset;
    }
  }
  return offset;
}
