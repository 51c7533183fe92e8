import type { CST, Document } from 'yaml';
import { Composer, Lexer, Parser } from 'yaml';
import type { YamlLimits } from './yaml-limits.ts';

/** What is wrong at an offset of the text. */
export interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

const COMPOSER_OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  // The library compares every key with every other; duplicates are found where values are read.
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** The library's stack has one entry for the document and one for the scalar beside those for collections. */
const STACK_BESIDE_COLLECTIONS = 2;
const MAX_QUOTED_MESSAGE = 200;

/** Thrown at the first thing that is not YAML as we accept it: what follows it is guesswork. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Composes the documents of a YAML 1.2 text (core schema) from the library's own stages, so that tokens, nesting and
 * documents are counted before anything recursive is built from them.
 * @throws YamlSyntaxError
 */
export function composeDocuments(text: string, limits: YamlLimits): readonly Document.Parsed[] {
  const parser = new Parser();
  const documents: Document.Parsed[] = [];
  const traceLimit = Error.stackTraceLimit;
  try {
    // The library makes an error for each mistake, and their stack traces would cost most of the time.
    Error.stackTraceLimit = 0;
    for (const document of new Composer(COMPOSER_OPTIONS).compose(tokens(text, parser, limits), true, text.length)) {
      const problem = firstProblem(document);
      if (problem !== undefined) throw new YamlSyntaxError(problem.offset, problem.message);
      documents.push(document);
    }
    return documents;
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw error;
    // On some broken texts the library runs out of stack.
    throw new YamlSyntaxError(Math.min(parser.offset, text.length), 'not valid YAML from here on');
  } finally {
    Error.stackTraceLimit = traceLimit;
  }
}

/** Ends behind the first mistake, which stays for the composer to report in its order. */
function* tokens(text: string, parser: Parser, limits: YamlLimits): Generator<CST.Token, void> {
  let lexemeCount = 0;
  let documentCount = 0;
  for (const token of allTokens()) {
    if (token.type === 'directive') {
      throw new YamlSyntaxError(token.offset, 'YAML directives are not allowed: remove the "%" line');
    }
    if (token.type === 'document') documentCount++;
    if (documentCount > limits.documents) {
      throw new YamlSyntaxError(token.offset, `more than ${limits.documents} documents: split the file`);
    }
    yield token;
    if (token.type === 'error') return;
  }

  function* allTokens(): Generator<CST.Token, void> {
    for (const lexeme of new Lexer().lex(text)) {
      lexemeCount++;
      if (lexemeCount > limits.tokens) {
        throw new YamlSyntaxError(parser.offset, `more than ${limits.tokens} tokens: split the file`);
      }
      yield* parser.next(lexeme);
      if (parser.stack.length > limits.depth + STACK_BESIDE_COLLECTIONS) {
        throw new YamlSyntaxError(parser.offset, tooDeep(limits));
      }
    }
    yield* parser.end();
  }
}

/** What is wrong where lists and mappings are nested beyond the limit. */
export function tooDeep(limits: YamlLimits): string {
  return `nested more than ${limits.depth} levels deep: make it flatter`;
}

function firstProblem(document: Document.Parsed): TextProblem | undefined {
  const [first] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first === undefined) return undefined;
  const remedy = first.code === 'TAG_RESOLVE_FAILED' ? ': remove the tag or correct the value' : '';
  return { offset: first.pos[0], message: `not valid YAML: ${first.message.slice(0, MAX_QUOTED_MESSAGE)}${remedy}` };
}
