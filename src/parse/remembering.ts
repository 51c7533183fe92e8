/**
 * The same pure function, which remembers its results for up to `most` texts: the same few images and quantities come
 * with every pod of a workload. Texts longer than `maxLength` UTF-16 code units are not kept, so memory is bounded.
 */
export function remembering<Result>(
  compute: (text: string) => Result,
  { most, maxLength }: { readonly most: number; readonly maxLength: number },
): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    if (text.length > maxLength) return compute(text);
    const remembered = results.get(text);
    if (remembered !== undefined) return remembered;
    const result = compute(text);
    if (results.size === most) results.clear();
    results.set(text, result);
    return result;
  };
}
