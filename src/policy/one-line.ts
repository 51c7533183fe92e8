/** A text that may stand on several lines of a policy file, on one: YAML blocks end in a line break, and messages do not. */
export function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
