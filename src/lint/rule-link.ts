const PAGES = 'https://tidewaiter.dev/rules';

/** The page of a rule, for reports. */
export function linkOf(id: string): string {
  return `${PAGES}/${id}`;
}
