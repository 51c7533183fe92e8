/** How answers are remembered. */
export interface SharingOptions<Answer> {
  /** How long an answer is reused, in milliseconds. */
  readonly ttlMs: number;
  /** Answers that are kept at a time; past it, the oldest goes. */
  readonly maxEntries: number;
  /** Whether an answer may be kept at all; absent: each may. */
  readonly mayKeep?: (answer: Answer) => boolean;
}

/** Concurrent askers share one request, an answer is reused for a while, and a failure is never remembered. */
export function shared<Answer>(
  read: (key: string) => Promise<Answer>,
  { ttlMs, maxEntries, mayKeep = () => true }: SharingOptions<Answer>,
): (key: string) => Promise<Answer> {
  const cache = new Map<string, { readonly answer: Promise<Answer>; readonly expires: number }>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined && known.expires > performance.now()) return known.answer;
    const answer = read(key);
    const entry = { answer, expires: performance.now() + ttlMs };
    const forget = (): void => {
      if (cache.get(key) === entry) cache.delete(key);
    };
    cache.delete(key);
    if (cache.size >= maxEntries) cache.delete(cache.keys().next().value ?? '');
    cache.set(key, entry);
    answer.then((value) => {
      if (!mayKeep(value)) forget();
    }, forget);
    return answer;
  };
}
