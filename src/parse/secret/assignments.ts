import { describeKind, type NamedSecret, namedSecret } from './names.ts';
import { isSecretAs } from './values.ts';

/** In JSON that stands in a text of JSON, a quote has a backslash before it. */
const QUOTE = String.raw`(?:\\{0,3}["'])`;
const BLANK = String.raw`[ \t]{0,3}`;
const NAME = String.raw`([A-Za-z_][\w.-]{0,63})`;

/** What gives a name a value. */
const SEPARATORS = [
  `${QUOTE}${BLANK}(?:=>|:=|[:=])${BLANK}`,
  `${BLANK}(?:=>|:=|=)${BLANK}`,
  String.raw`${BLANK}:(?:[ \t]{1,3}|(?=${QUOTE}))`,
  // An option of a program, and a space.
  String.raw`[ \t]{1,3}(?=[^\s-])(?<=(?:^|\s)--?[\w.-]{2,64}[ \t]{1,3})`,
];
/**
 * `name=`, `name: `, `"name":`, `name => `, `--name `. The value begins where the match ends. A name begins where nothing
 * of a name, a path or a reference (`arn:...:secret:name`) stands before it.
 */
const ASSIGNMENT = new RegExp(`(?<![\\w.:/-])-{0,2}${NAME}(${SEPARATORS.join('|')})${QUOTE}?`, 'g');

/** A name and a value, each called so, as in lists of variables: `name: X` and `value: Y`. */
const CALLED = `${QUOTE}?${BLANK}[:=]${BLANK}${QUOTE}?`;
const PAIR = new RegExp(String.raw`\b(?:name|key)${CALLED}${NAME}${QUOTE}?[\s,]{1,32}${QUOTE}?value${CALLED}`, 'g');

/** An element of XML with text alone in it. */
const ELEMENT = /<([A-Za-z_][\w.-]{0,63})>(?=[^<>]{1,256}<\/)/g;

/** Characters of a value in a text that are looked at. */
const MAX_VALUE = 256;
const VALUE_END = /[\s"'`,;&|)<>\]}]|\\{1,3}["']/;

/** Begins what a shell, a template or a program fills in, or a list or an object. */
const NO_LITERAL = new RegExp(
  `^(?:${[
    /(?:pass:)?\$(?:[({A-Za-z_]|\d(?!\w))/,
    /%(?:\(|\w{0,2}\{|[qsv](?!\w))/,
    /[`{[]|#\{/,
    /:[A-Za-z_]\w*$/,
    /process\.env|os\.(?:environ|getenv)|System\.getenv|ENV\[|(?:env|secrets|var)\./,
    /!(?:GetAtt|Ref|Sub|env|secret|vault)\b/,
  ]
    .map(({ source }) => source)
    .join('|')})`,
);

/** Whether a value in a text of code is filled in where the code runs. */
export function isFilledIn(value: string): boolean {
  return NO_LITERAL.test(value);
}

/** Connection strings, query strings, options of programs, JSON, YAML, XML in a text: why there is a secret in it. */
export function secretInAssignments(text: string): string | undefined {
  for (const match of text.matchAll(ASSIGNMENT)) {
    const why = secretAt(text, match);
    if (why !== undefined && !isProse(text, match)) return why;
  }
  if (text.includes('value')) {
    for (const match of text.matchAll(PAIR)) {
      const why = secretAt(text, match);
      if (why !== undefined) return why;
    }
  }
  if (text.includes('</')) {
    for (const match of text.matchAll(ELEMENT)) {
      const why = secretAt(text, match);
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

/** Why what a match gives to a name is a secret. */
function secretAt(text: string, match: RegExpExecArray): string | undefined {
  const kind = namedSecret(match[1] ?? '');
  if (kind === 'nothing') return undefined;
  const value = valueAfter(text, match);
  return isFilledIn(value) || !isSecretAs(kind, value) ? undefined : whyOf(kind);
}

function valueAfter(text: string, match: RegExpExecArray): string {
  const start = match.index + match[0].length;
  const rest = text.slice(start, start + MAX_VALUE);
  const end = rest.search(VALUE_END);
  return end === -1 ? rest : rest.slice(0, end);
}

function whyOf(kind: NamedSecret): string {
  return `it has ${kind === 'hint' ? 'what looks like a random key' : `a ${describeKind(kind)}`} in it`;
}

const WORDS = /^[a-z]+(?: [a-z]+\b(?![:=]))/i;

/** "Enter your password: and press return": words behind a colon that does not stand in the first name of a line. */
function isProse(text: string, match: RegExpExecArray): boolean {
  if (match[2]?.trim() !== ':' || /["']$/.test(match[0])) return false;
  const before = text.slice(Math.max(match.index - 16, 0), match.index);
  if (!/[^\s"'{-]/.test(before.slice(before.lastIndexOf('\n') + 1))) return false;
  const start = match.index + match[0].length;
  return WORDS.test(text.slice(start, start + MAX_VALUE));
}
