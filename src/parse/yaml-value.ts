import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar } from 'yaml';
import type { TextProblem } from './yaml-compose.ts';
import { tooDeep } from './yaml-compose.ts';
import type { YamlLimits } from './yaml-limits.ts';
import { offsetOfNode } from './yaml-position.ts';
import { isPlain, scalarProblem, textProblem } from './yaml-scalar.ts';

/** What an anchored node adds to a document wherever an alias stands for it. */
interface Expansion {
  readonly value: unknown;
  readonly nodes: number;
  readonly aliases: number;
  /** Levels of collections from the node down. */
  readonly height: number;
}

/** What is wrong beyond this many is not listed. */
export const MAX_PROBLEMS = 50;
const MAX_QUOTED_NAME = 60;

/**
 * Turns the node tree of one document into plain JSON values: objects with own properties, also for a key
 * `__proto__`. What an alias stands for is shared, not copied. Linear in the tree, however aliases multiply.
 */
export class YamlValueReader {
  /** In the order of the text, at most MAX_PROBLEMS. The value is of no use when there are any. */
  readonly problems: TextProblem[] = [];
  /** What each alias stands for. */
  readonly targets = new Map<Alias, Node>();

  readonly #limits: YamlLimits;
  readonly #lineOf: (offset: number) => number;
  readonly #anchors = new Map<string, Node>();
  readonly #expansions = new Map<Node, Expansion>();
  #nodes = 0;
  #aliases = 0;
  #deepest = 0;
  #isExpandedTooFar = false;

  constructor(limits: YamlLimits, lineOf: (offset: number) => number) {
    this.#limits = limits;
    this.#lineOf = lineOf;
  }

  /** The value of a node that has `depth` collections around it, and of the field `key`; null where there is no node. */
  read(node: Node | null, depth = 0, key?: string): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.#readAlias(node, depth);
    if (node.anchor === undefined) return this.#readContent(node, depth, key);

    this.#anchors.set(node.anchor, node);
    const nodesBefore = this.#nodes;
    const aliasesBefore = this.#aliases;
    const deepestBefore = this.#deepest;
    this.#deepest = depth;
    const value = this.#readContent(node, depth, key);
    this.#expansions.set(node, {
      value,
      nodes: this.#nodes - nodesBefore,
      aliases: this.#aliases - aliasesBefore,
      height: this.#deepest - depth,
    });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return value;
  }

  #readAlias(alias: Alias, depth: number): unknown {
    const target = this.#anchors.get(alias.source);
    const name = alias.source.slice(0, MAX_QUOTED_NAME);
    if (target === undefined) return this.#report(alias, `alias *${name} has no anchor before it`);
    const expansion = this.#expansions.get(target);
    if (expansion === undefined) return this.#report(alias, `alias *${name} stands inside of what it stands for`);
    this.targets.set(alias, target);
    this.#nodes += expansion.nodes;
    this.#aliases += 1 + expansion.aliases;
    this.#enter(alias, depth + expansion.height);
    this.#checkExpansion(alias);
    return expansion.value;
  }

  #checkExpansion(alias: Alias): void {
    const { aliases, tokens } = this.#limits;
    if (aliases === 0) {
      this.#report(alias, 'aliases are not allowed here: write the value out');
    } else if (!this.#isExpandedTooFar && (this.#aliases > aliases || this.#nodes > tokens)) {
      this.#isExpandedTooFar = true;
      const cap = this.#aliases > aliases ? `more than ${aliases} aliases` : `aliases make more than ${tokens} values`;
      this.#report(alias, `${cap} in one document: write the values out`);
    }
  }

  #readContent(node: Node, depth: number, key: string | undefined): unknown {
    this.#nodes++;
    if (isScalar(node)) return this.#readScalar(node, key);
    if (!this.#enter(node, depth + 1)) return null;
    if (isMap(node)) return this.#readMap(node as YAMLMap<Node, Node | null>, depth + 1);
    return (node as YAMLSeq<Node | null>).items.map((item) => this.read(item, depth + 1));
  }

  /** Notes how deep the document goes; false if that is too deep. */
  #enter(node: Node, level: number): boolean {
    this.#deepest = Math.max(this.#deepest, level);
    if (level <= this.#limits.depth) return true;
    this.#report(node, tooDeep(this.#limits));
    return false;
  }

  #readMap(map: YAMLMap<Node, Node | null>, depth: number): unknown {
    const object: { [key: string]: unknown } = {};
    for (const pair of map.items) {
      const key = this.#readKey(pair);
      if (key !== undefined && Object.hasOwn(object, key)) this.#reportDuplicate(map, pair, key);
      const value = this.read(pair.value, depth, key);
      if (key === undefined) continue;
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        object[key] = value;
      }
    }
    return object;
  }

  #readKey({ key }: Pair<Node, Node | null>): string | undefined {
    if (!isScalar(key) || typeof key.value !== 'string') {
      this.#report(key, 'a key must be a string: put it in quotes');
      return undefined;
    }
    const problem =
      key.value === '<<' && isPlain(key)
        ? 'merge keys (<<) are not allowed: write the fields out'
        : textProblem(key.value);
    if (problem !== undefined) this.#report(key, problem);
    return key.value;
  }

  #readScalar(scalar: Scalar, key: string | undefined): unknown {
    const problem = scalarProblem(scalar, this.#limits.strict, key);
    if (problem !== undefined) this.#report(scalar, problem);
    return scalar.value;
  }

  #reportDuplicate(map: YAMLMap<Node, Node | null>, pair: Pair<Node, Node | null>, key: string): void {
    const first = map.items.find((item) => isScalar(item.key) && item.key.value === key) ?? pair;
    const name = JSON.stringify(key.slice(0, MAX_QUOTED_NAME));
    const line = this.#lineOf(offsetOfNode(first.key));
    this.#report(pair.key, `key ${name} is set already on line ${line}: keep one of the two`);
  }

  #report(node: Node, message: string): null {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ offset: offsetOfNode(node), message });
    return null;
  }
}
