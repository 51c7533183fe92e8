import type { Document } from 'yaml';
import { LineCounter } from 'yaml';
import type { FieldPath } from '../model/path.ts';
import type { Position, SourceDocument } from '../model/source.ts';
import { SourceError } from '../model/source.ts';
import type { TextProblem } from './yaml-compose.ts';
import { composeDocuments, YamlSyntaxError } from './yaml-compose.ts';
import type { YamlLimits } from './yaml-limits.ts';
import { offsetOfPath } from './yaml-position.ts';
import { MAX_PROBLEMS, YamlValueReader } from './yaml-value.ts';

export type { YamlLimits } from './yaml-limits.ts';
export { MANIFEST_LIMITS, POLICY_LIMITS } from './yaml-limits.ts';

const BYTE_ORDER_MARK = '\uFEFF';

type Locate = (offset: number) => Position;

/**
 * Reads the documents of a YAML 1.2 text (core schema), of which JSON is a part. Values are plain JSON values; documents
 * without content are left out. Refused are duplicate keys, keys that are no strings, merge keys, directives, tags
 * beyond the core schema, aliases that multiply or contain themselves, U+0000, lone surrogates, numbers that are not
 * finite, and all that is over the limits.
 * @param file how errors name the file
 * @throws SourceError with the first mistake of syntax, or else with the first 50 that are wrong with the values
 */
export function parseYaml(file: string, text: string, limits: YamlLimits): SourceDocument[] {
  const body = text.startsWith(BYTE_ORDER_MARK) && !limits.strict ? text.slice(1) : text;
  const locate = lineIndex(body);
  const fail = (problems: readonly TextProblem[]): SourceError =>
    new SourceError(problems.map(({ offset, message }) => ({ file, ...locate(offset), message })));

  const textProblem = problemOfText(body, limits);
  if (textProblem !== undefined) throw fail([textProblem]);
  const documents: SourceDocument[] = [];
  const problems: TextProblem[] = [];
  for (const tree of compose(body, limits, fail)) {
    const reader = new YamlValueReader(limits, (offset) => locate(offset).line);
    const value = reader.read(tree.contents);
    problems.push(...reader.problems);
    if (problems.length >= MAX_PROBLEMS) throw fail(problems.slice(0, MAX_PROBLEMS));
    if (tree.contents !== null && value !== null)
      documents.push(sourceDocument(file, tree.contents, value, reader, locate));
  }
  if (problems.length > 0) throw fail(problems);
  return documents;
}

function compose(body: string, limits: YamlLimits, fail: (problems: readonly TextProblem[]) => SourceError) {
  try {
    return composeDocuments(body, limits);
  } catch (error) {
    throw error instanceof YamlSyntaxError ? fail([error]) : error;
  }
}

/** What makes a text unfit before its syntax is looked at. */
function problemOfText(text: string, limits: YamlLimits): TextProblem | undefined {
  if (Buffer.byteLength(text) > limits.bytes) {
    return { offset: 0, message: `the file is larger than ${limits.bytes} bytes: split it` };
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) return { offset: nul, message: 'the text has the character U+0000: remove it' };
  const mark = text.startsWith(BYTE_ORDER_MARK) ? 0 : text.indexOf(`\n${BYTE_ORDER_MARK}`) + 1;
  if (text[mark] === BYTE_ORDER_MARK) {
    return { offset: mark, message: 'the line begins with a byte order mark (U+FEFF): remove it' };
  }
  return undefined;
}

function sourceDocument(
  file: string,
  root: NonNullable<Document.Parsed['contents']>,
  value: unknown,
  { targets }: YamlValueReader,
  locate: Locate,
): SourceDocument {
  const positionOf = (path: FieldPath, part: 'key' | 'value' = 'value'): Position =>
    locate(offsetOfPath(root, targets, path, part));
  return {
    file,
    value,
    get start() {
      return positionOf([]);
    },
    positionOf,
  };
}

/** Finds lines and columns; the text is not searched for lines until the first question. */
function lineIndex(text: string): Locate {
  let counter: LineCounter | undefined;
  return (offset) => {
    counter ??= countLines(text);
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
}

function countLines(text: string): LineCounter {
  const counter = new LineCounter();
  for (let start = 0; ; ) {
    counter.addNewLine(start);
    const end = text.indexOf('\n', start);
    if (end === -1) return counter;
    start = end + 1;
  }
}
