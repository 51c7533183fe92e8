/** Items of one list that are reported: it can be a whole request long, and one is enough to fail. */
const MAX_OFFENDERS = 20;
const NONE: readonly number[] = [];

/** The indices of the first items, at most 20, that are not allowed. */
export function offendersOf(items: readonly unknown[], isAllowed: (item: unknown) => boolean): readonly number[] {
  let found: number[] | undefined;
  for (let index = 0; index < items.length && (found?.length ?? 0) < MAX_OFFENDERS; index += 1) {
    if (isAllowed(items[index])) continue;
    found ??= [];
    found.push(index);
  }
  return found ?? NONE;
}
