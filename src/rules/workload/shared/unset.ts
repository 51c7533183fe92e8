/** What the API server takes for "not set" in an optional text: absent, null, or empty. */
export function isUnset(text: unknown): boolean {
  return text === undefined || text === null || text === '';
}
