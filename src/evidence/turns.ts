/** What waits, by lanes that take turns: nobody waits for everything that somebody else asked for before. */
export class Turns<Item> {
  /** Those with something that waits; the first is the next. */
  readonly #lanes = new Map<string, Item[]>();

  add(lane: string, item: Item): void {
    const items = this.#lanes.get(lane);
    if (items === undefined) this.#lanes.set(lane, [item]);
    else items.push(item);
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  /** How much waits in a lane. */
  waitingIn(lane: string): number {
    return this.#lanes.get(lane)?.length ?? 0;
  }

  /** Takes what has waited longest in the lane whose turn it is; the lane then goes to the end. */
  next(): Item | undefined {
    const [turn] = this.#lanes;
    if (turn === undefined) return undefined;
    const [lane, items] = turn;
    const item = items.shift();
    this.#lanes.delete(lane);
    if (items.length > 0) this.#lanes.set(lane, items);
    return item;
  }
}
