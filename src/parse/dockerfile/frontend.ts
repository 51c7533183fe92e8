import type { Span } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { type DirectiveLine, directiveAt } from './directives.ts';
import type { Faults } from './faults.ts';

const BYTE_ORDER_MARK = '\uFEFF';
/** Images whose language is that of Dockerfiles: BuildKit's own, under whatever registry they are mirrored. */
const DOCKERFILE_FRONTEND = /(?:^|\/)(?:docker\/dockerfile[^/]*|[^/]+\/dockerfile-upstream)$/;
/** Lines of the file's head that are searched. */
const MAX_DIRECTIVES = 16;

/**
 * Reports a `syntax` directive that hands the file to a frontend which is not known: in a comment, as `// syntax=`, or in a
 * JSON file. BuildKit skips a first line `#!` for this, and wants the mark at the very start of its line. False where the
 * file is written in another language altogether.
 */
export function isDockerfileLanguage(text: string, faults: Faults): boolean {
  let start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  if (text.startsWith('#!', start)) start = lineAfter(text, start);
  const comment = syntaxDirective(text, start, '#');
  const found = comment ?? syntaxDirective(text, start, '//') ?? jsonSyntax(text, start);
  if (found === undefined) return true;
  const space = found.value.indexOf(' ');
  const frontend = space === -1 ? found.value : found.value.slice(0, space);
  if (DOCKERFILE_FRONTEND.test(imageName(frontend))) return true;
  const message = `the frontend "${printable(frontend, 128)}" is not known, so its language may differ from that of Dockerfiles: use docker/dockerfile`;
  faults.add('unknown-frontend', message, { start: found.start, end: found.end });
  return comment !== undefined;
}

function syntaxDirective(text: string, from: number, mark: string): DirectiveLine | undefined {
  let start = from;
  const seen = new Set<string>();
  for (let count = 0; count < MAX_DIRECTIVES; count += 1) {
    const after = lineAfter(text, start);
    const end = text[after - 1] === '\n' ? after - 1 : after;
    const directive = directiveAt(text, start, text[end - 1] === '\r' ? end - 1 : end, mark);
    if (directive === undefined || seen.has(directive.name)) return undefined;
    if (directive.name === 'syntax') return directive;
    seen.add(directive.name);
    start = after;
  }
  return undefined;
}

function jsonSyntax(text: string, start: number): (Span & { readonly value: string }) | undefined {
  if (!/^\s{0,1000}\{/.test(text.slice(start, start + 1001))) return undefined;
  try {
    const { syntax } = JSON.parse(text.slice(start)) as { syntax?: unknown };
    if (typeof syntax !== 'string') return undefined;
    const at = text.indexOf('"syntax"', start);
    return { value: syntax, start: Math.max(at, start), end: at === -1 ? text.length : at + '"syntax"'.length };
  } catch {
    return undefined;
  }
}

function lineAfter(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  return feed === -1 ? text.length : feed + 1;
}

function imageName(reference: string): string {
  const name = reference.split('@', 1)[0] ?? '';
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1 ? name : name.slice(0, colon);
}
