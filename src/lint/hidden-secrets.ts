import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction } from '../model/instruction.ts';
import type { FileReport, LintFinding } from '../model/lint.ts';
import type { Span } from '../model/mapped-text.ts';
import { literalSecret, secretInLongText, secretInText } from '../parse/secret/patterns.ts';

/** What stands in messages in place of a secret. */
const MASK = '*****';

/** Rules look into these, and say where their secrets are. */
const LOOKED_INTO: ReadonlySet<string | undefined> = new Set(['RUN', 'ENV', 'ARG']);

/** Secrets of a file that are looked for in messages, and how long these may be: shorter ones are words. */
const MOST_SECRETS = 64;
const SHORTEST = 6;
const LONGEST = 512;

/** UTF-16 code units around a finding that are looked at where it stands in no instruction. */
const AROUND = 512;

const QUOTED = /"[^"]{7,512}"/g;

/**
 * Secrets that reports would show although no rule says where they are: in the instructions of findings that are looked at
 * for other reasons, such as a URL with a password behind ADD. By their form alone.
 * @param isAllShown instructions without findings are shown, too
 */
export function secretsAround(
  findings: readonly LintFinding[],
  { text, instructions }: Dockerfile,
  isAllShown: boolean,
): readonly Span[] {
  const found: Span[] = [];
  const seen = new Set<Instruction>(isAllShown ? instructions : []);
  for (const instruction of seen) addSecrets(instruction, found);
  for (const { span } of findings) {
    const instruction = instructionAt(instructions, span.start);
    if (instruction === undefined) {
      const line = { start: Math.max(span.start - AROUND, 0), end: Math.min(span.start + AROUND, text.length) };
      if (secretInText(text.slice(line.start, line.end)) !== undefined) found.push(line);
    } else if (!seen.has(instruction)) {
      seen.add(instruction);
      addSecrets(instruction, found);
    }
  }
  return found;
}

function addSecrets(instruction: Instruction, found: Span[]): void {
  const { rest, line, word, keyword, broken } = instruction;
  const inner = instruction.keyword === 'ONBUILD' ? instruction.inner : undefined;
  const isLookedInto = !broken && LOOKED_INTO.has(inner === undefined ? keyword : inner.keyword);
  const looked = isLookedInto ? line.text.slice(0, (inner ?? instruction).rest.start) : line.text;
  if (secretInLongText(looked) !== undefined) {
    found.push(line.spanOf(keyword === 'UNKNOWN' ? 0 : Math.min(rest.start, word.end), line.text.length));
  }
  const labels = inner ?? instruction;
  if (labels.keyword !== 'LABEL') return;
  for (const { key, value } of labels.pairs) {
    if (value === undefined || literalSecret(key.text, value.text) === undefined) continue;
    found.push(line.spanOf(value.start, value.end));
  }
}

/** The instruction that an offset lies in. */
function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let [low, high] = [0, instructions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = instructions[low - 1];
  return found !== undefined && offset <= found.span.end ? found : undefined;
}

/** The findings with messages that name no secret: neither one of the file's, nor anything in quotes that has the form of one. */
export function withoutSecrets(
  report: Pick<FileReport, 'findings' | 'suppressed'>,
  spans: readonly Span[],
  { text }: Dockerfile,
): Pick<FileReport, 'findings' | 'suppressed'> {
  const known = new Set<string>();
  for (const { start, end } of spans) {
    if (known.size >= MOST_SECRETS) break;
    const secret = end - start > LONGEST ? '' : unquoted(text.slice(start, end).trim());
    if (secret.length >= SHORTEST) known.add(secret);
  }
  const clean = (message: string): string => {
    let masked = message.includes('"') ? message.replace(QUOTED, maskedQuote) : message;
    for (const secret of known) if (masked.includes(secret)) masked = masked.replaceAll(secret, MASK);
    // Quotes in quotes: nobody can tell where what was quoted ends.
    const isOpen = masked.includes('"') && secretInText(masked) !== undefined;
    return isOpen ? masked.replace(/".*"/s, `"${MASK}"`) : masked;
  };
  const cleaned = (finding: LintFinding): LintFinding => {
    const message = clean(finding.message);
    const related = finding.related?.map((one) => ({ ...one, message: clean(one.message) }));
    const title = finding.fix && clean(finding.fix.title);
    if (message === finding.message && title === finding.fix?.title && related === undefined) return finding;
    const fix = finding.fix && { ...finding.fix, title: title ?? '' };
    return { ...finding, message, ...(related && { related }), ...(fix && { fix }) };
  };
  return {
    findings: report.findings.map(cleaned),
    suppressed: report.suppressed.map(({ finding, suppression }) => ({ finding: cleaned(finding), suppression })),
  };
}

function maskedQuote(quote: string): string {
  return secretInText(quote.slice(1, -1)) === undefined ? quote : `"${MASK}"`;
}

function unquoted(text: string): string {
  const isQuoted = text.length > 1 && (text.startsWith('"') || text.startsWith("'")) && text.endsWith(text.charAt(0));
  return isQuoted ? text.slice(1, -1) : text;
}
