import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Heredoc, Instruction } from '../../model/instruction.ts';
import { expandText } from './expand.ts';
import { Faults } from './faults.ts';
import { isDockerfileLanguage } from './frontend.ts';
import { readHeredocs } from './heredocs.ts';
import { canHoldHeredocs, innerHead, readHead, readInstruction } from './instruction.ts';
import type { JoinedText } from './joined-text.ts';
import { type LogicalLine, LogicalLines } from './logical-lines.ts';
import { positionsIn } from './positions.ts';

/** Largest Dockerfile, in UTF-16 code units. */
export const MAX_DOCKERFILE = 5 * 1024 * 1024;

const NO_HEREDOCS: readonly Heredoc[] = [];

/**
 * Reads a Dockerfile as BuildKit's frontend does (frontend/dockerfile of BuildKit 0.34). Never throws: whatever is wrong is
 * among the faults, and the rest is read. Linear in the text.
 */
export function parseDockerfile(text: string): Dockerfile {
  const faults = new Faults();
  const lines = new LogicalLines(text, faults);
  const instructions: Instruction[] = [];
  let empty = false;
  if (text.length > MAX_DOCKERFILE) {
    const message = `larger than ${MAX_DOCKERFILE / 2 ** 20} MiB, which no Dockerfile may be: split it`;
    faults.add('file-too-large', message, { start: 0, end: 0 });
  } else if (isDockerfileLanguage(text, faults)) {
    reportNul(text, faults);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      instructions.push(readWhole(line, text, lines, instructions.length, faults));
    }
    empty = instructions.length === 0 && faults.count === 0;
    if (empty) {
      const message = 'this file holds no instruction: begin with FROM and an image';
      faults.add('syntax-error', message, { start: 0, end: 0 });
    }
  }
  const feed = text.indexOf('\n');
  return {
    text,
    directives: lines.directives,
    escapeMark: lines.escapeMark,
    lineEnd: feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n',
    instructions,
    empty,
    comments: lines.comments,
    faults: faults.all(),
    positionOf: positionsIn(text),
  };
}

/** Reads an instruction with its heredocs. */
function readWhole(line: LogicalLine, text: string, lines: LogicalLines, index: number, faults: Faults): Instruction {
  const { cursor } = lines;
  const surroundings = { escapeMark: lines.escapeMark, faults };
  const head = readHead(line.text, surroundings);
  const inner = innerHead(head, surroundings);
  const holder = inner ?? head;
  let heredocs = NO_HEREDOCS;
  let end = line.text.offsetOf(line.text.text.length);
  if (line.text.text.includes('<<') && canHoldHeredocs(holder)) {
    heredocs = readHeredocs(line.text, text, cursor, faults);
    if (heredocs.length > 0) end = cursor.end;
  }
  const span = { start: line.text.offsetOf(0), end };
  const instruction = readInstruction(head, inner, { ...surroundings, index, line, heredocs, span });
  if (holder.keyword !== 'RUN') for (const heredoc of heredocs) checkBody(heredoc, faults);
  return instruction;
}

/** Variables of the bodies of ADD and COPY are replaced; quotes count for nothing there. */
function checkBody({ body, quoted }: Heredoc, faults: Faults): void {
  if (quoted) return;
  const { text } = body;
  const { fault } = expandText(text, '\\', () => ({ kind: 'unknown', names: [] }), { plainQuotes: true });
  if (fault !== undefined) faults.add('syntax-error', fault.message, spanOf(body, fault));
}

function spanOf(body: { spanOf: JoinedText['spanOf'] }, { start, end }: { start: number; end: number }) {
  return body.spanOf(start, end);
}

function reportNul(text: string, faults: Faults): void {
  const at = text.indexOf('\0');
  if (at === -1) return;
  const message = 'the file holds a NUL character, which no Dockerfile may: is this a text file in UTF-8?';
  faults.add('syntax-error', message, { start: at, end: at + 1 });
}
