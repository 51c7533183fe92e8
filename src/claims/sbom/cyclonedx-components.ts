import type { JsonObject } from '../../model/json.ts';
import type { Component } from '../../model/sbom.ts';
import { ClaimError } from '../claim.ts';
import { objectsAt } from '../fields.ts';
import { cycloneDxComponent } from './cyclonedx-component.ts';
import { MAX_COMPONENTS, MAX_NESTING } from './limits.ts';
import type { Relations } from './relations.ts';

/** Something with components in it: the document, or a component. */
export interface Holder {
  readonly object: JsonObject;
  /** '' where nothing refers to it. */
  readonly ref: string;
}

/** A list of components that is being read. */
interface Level {
  readonly items: readonly JsonObject[];
  readonly ref: string;
  readonly depth: number;
  next: number;
}

/**
 * Reads the components of holders and those inside of them, in the order of the document. One that is inside of
 * another stands in a relation to it. @throws ClaimError
 */
export function readComponents(holders: readonly Holder[], relations: Relations): Component[] {
  const components: Component[] = [];
  const levels = holders.map((holder) => levelOf(holder, 1)).reverse();
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const item = level.items[level.next];
    level.next += 1;
    if (item === undefined) {
      levels.pop();
      continue;
    }
    if (components.length === MAX_COMPONENTS) throw new ClaimError(`it lists more than ${MAX_COMPONENTS} components`);
    const component = cycloneDxComponent(item);
    components.push(component);
    relations.know(component.ref);
    relations.relate(component.ref, level.ref);
    if (Object.hasOwn(item, 'components')) levels.push(levelOf({ object: item, ref: component.ref }, level.depth + 1));
  }
  return components;
}

function levelOf({ object, ref }: Holder, depth: number): Level {
  if (depth > MAX_NESTING) throw new ClaimError(`components are nested more than ${MAX_NESTING} levels deep`);
  return { items: objectsAt(object, 'components', MAX_COMPONENTS), ref, depth, next: 0 };
}
