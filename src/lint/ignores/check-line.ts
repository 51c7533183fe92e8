import type { Directive } from '../../model/dockerfile.ts';
import { directiveAt } from '../../parse/dockerfile/directives.ts';

/**
 * The directive `# check=` as BuildKit's linter looks for it, which is not quite as its parser does: behind a first line
 * that begins with `#!`, and at the very start of lines only (`ParseDirective` of parser/directives.go).
 */
export function checkLine(text: string): Directive | undefined {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  if (text.startsWith('#!', start)) start = lineEnd(text, start) + 1;
  const seen = new Set<string>();
  while (start < text.length) {
    const end = lineEnd(text, start);
    const line = directiveAt(text, start, end);
    // There are three: the loop is over soon.
    if (line === undefined || seen.has(line.name)) return undefined;
    const { name, value } = line;
    if (name === 'check') return { name, value, valueSpan: { start: line.start, end: line.end }, start, end: line.end };
    seen.add(name);
    start = end + 1;
  }
  return undefined;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}
