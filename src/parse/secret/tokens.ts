/** Classes of ASCII characters, one bit each. */
const LOWER = 1;
const UPPER = 2;
const DIGIT = 4;
const JOINER = 8;
const DOT = 16;
const SYMBOL = 32;
const HEX = 64;
const BASE32 = 128;
/** Characters that tell what else a text may hold. */
export const COLON = 256;
export const EQUALS = 512;
export const QUOTE = 1_024;
export const SPACE = 2_048;
export const AT_SIGN = 4_096;
export const TILDE = 8_192;
export const LESS_THAN = 16_384;
const ALNUM = LOWER | UPPER | DIGIT;
const URL_SAFE = ALNUM | JOINER;
export const MIXED_CASE = LOWER | UPPER;
/** What Base64 is of, in lines perhaps. */
export const ENCODED = ALNUM | JOINER | SYMBOL | HEX | BASE32 | EQUALS | SPACE;

const CLASSES = new Uint16Array(128);
for (const [characters, bit] of [
  ['abcdefghijklmnopqrstuvwxyz', LOWER],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER],
  ['0123456789', DIGIT],
  ['-_', JOINER],
  ['.', DOT],
  ['+/=~', SYMBOL],
  ['0123456789abcdefABCDEF', HEX],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', BASE32],
  [':', COLON],
  ['=', EQUALS],
  ['"\'', QUOTE],
  ['\t\n\r ', SPACE],
  ['@', AT_SIGN],
  ['~', TILDE],
  ['<', LESS_THAN],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = classOf(character, 0) | bit;
}

/** The classes of all characters of a text, in one. */
export function classesIn(text: string): number {
  let classes = 0;
  for (let at = 0; at < text.length; at += 1) classes |= classOf(text, at);
  return classes;
}

function classOf(text: string, at: number): number {
  return CLASSES[text.charCodeAt(at)] ?? 0;
}

/** A secret that is known by how it begins: a prefix, then at least `min` characters of a class. */
interface TokenForm {
  readonly kind: string;
  readonly prefix: string;
  readonly body: number;
  readonly min: number;
  /** The body may not go on after `min` characters. */
  readonly isExact?: true;
  /** Looks at what stands behind the prefix, from `at` to `end`. */
  readonly accepts?: (text: string, at: number, end: number) => boolean;
}

type Details = Pick<TokenForm, 'isExact' | 'accepts'>;

function forms(kind: string, prefixes: string, body: number, min: number, details: Details = {}): TokenForm[] {
  return prefixes.split(' ').map((prefix) => ({ kind, prefix, body, min, ...details }));
}

/** The first line of a private key in Base64, as far as it does not depend on what follows. */
function encodedKey(algorithm: string): string {
  const line = `-----BEGIN ${algorithm}PRIVATE KEY`;
  return btoa(line.slice(0, line.length - (line.length % 3)));
}

/** The prefixes are those that their makers document, so that leaked tokens can be found. */
const FORMS: readonly TokenForm[] = [
  ...forms('an AWS access key', 'AKIA ASIA ABIA ACCA', BASE32, 16, { isExact: true }),
  ...forms('an Alibaba Cloud access key', 'LTAI', ALNUM, 16),
  ...forms('an Anthropic key', 'sk-ant-', URL_SAFE, 32),
  ...forms('an Atlassian token', 'ATATT3 ATCTT3', URL_SAFE | SYMBOL, 60),
  ...forms('a Databricks token', 'dapi', HEX, 32),
  ...forms('a DigitalOcean token', 'dop_v1_ doo_v1_ dor_v1_', HEX, 64),
  ...forms('a Discord webhook', 'discord.com/api/webhooks/ discordapp.com/api/webhooks/', URL_SAFE | SYMBOL, 60),
  ...forms('a Docker Hub token', 'dckr_pat_ dckr_oat_', URL_SAFE, 20),
  ...forms('a GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', ALNUM, 36),
  ...forms('a GitHub token', 'github_pat_', URL_SAFE, 50),
  ...forms(
    'a GitLab token',
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt- gloas- glsoat- glagent-',
    URL_SAFE | DOT,
    20,
  ),
  ...forms('a Google API key', 'AIza', URL_SAFE, 35, { isExact: true }),
  ...forms('a Google OAuth secret', 'GOCSPX-', URL_SAFE, 24),
  ...forms('a Google OAuth token', 'ya29.', URL_SAFE | DOT, 30),
  ...forms('a Grafana token', 'glsa_ glc_', URL_SAFE | SYMBOL, 32),
  ...forms('a Hugging Face token', 'hf_', ALNUM, 30),
  ...forms('a New Relic key', 'NRAK-', ALNUM, 27),
  ...forms('an npm token', 'npm_', ALNUM, 36),
  ...forms('an OpenAI key', 'sk-proj- sk-svcacct- sk-admin-', URL_SAFE, 32),
  ...forms('an OpenAI key', 'sk-', ALNUM, 40),
  ...forms('a Pulumi token', 'pul-', HEX, 40),
  ...forms('a PyPI token', 'pypi-', URL_SAFE, 50),
  ...forms('a SendGrid key', 'SG.', URL_SAFE | DOT, 60),
  ...forms('a Shopify token', 'shpat_ shpss_ shpca_ shppa_', HEX, 32),
  ...forms('a Slack token', 'xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe. xapp-', URL_SAFE | DOT, 20),
  ...forms('a Slack webhook', 'hooks.slack.com/services/T', ALNUM | SYMBOL, 30),
  ...forms('a Stripe key', 'sk_live_ sk_test_ rk_live_ rk_test_ whsec_', ALNUM, 16),
  ...forms('a Vault token', 'hvs. hvb. hvr.', URL_SAFE, 24),
  ...forms('an age key', 'AGE-SECRET-KEY-1', ALNUM, 50),
  ...forms('a JSON web token', 'eyJ', URL_SAFE, 10, { accepts: goesOnAsJwt }),
  ...forms('a bearer token', 'Bearer bearer BEARER', SYMBOL, 0, { accepts: isBearer }),
  ...forms('a login of HTTP basic authentication', 'Basic basic BASIC', SYMBOL, 0, { accepts: isBasic }),
  ...['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED '].flatMap((algorithm) =>
    forms('a private key in Base64', encodedKey(algorithm), ALNUM | SYMBOL, 16),
  ),
];

/** The forms by their first three characters, of which every prefix has as many, in one small number. */
const BY_START = Map.groupBy(FORMS, ({ prefix }) => startOf(prefix, 0));
const FIRST = new Uint8Array(128);
for (const { prefix } of FORMS) FIRST[prefix.charCodeAt(0)] = 1;

function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) & 127) | ((text.charCodeAt(at + 1) & 127) << 7) | ((text.charCodeAt(at + 2) & 127) << 14);
}

/**
 * What kind of token stands in a text; undefined where none is known. A token begins where no letter, digit, dash or
 * underscore stands before it, so that no run of characters is gone through more than a few times.
 */
export function tokenKind(text: string): string | undefined {
  let isInWord = false;
  for (let at = 0; at + 3 < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isInWord && FIRST[code] === 1) {
      const candidates = BY_START.get(startOf(text, at));
      if (candidates !== undefined) {
        for (const form of candidates) if (hasForm(text, at, form)) return form.kind;
      }
    }
    isInWord = ((CLASSES[code] ?? 0) & URL_SAFE) !== 0;
  }
  return undefined;
}

function hasForm(text: string, start: number, { prefix, body, min, isExact, accepts }: TokenForm): boolean {
  if (!text.startsWith(prefix, start)) return false;
  const at = start + prefix.length;
  const end = endOfRun(text, at, body);
  if (end - at < min || (isExact && end - at > min)) return false;
  return accepts === undefined || accepts(text, at, end);
}

/** Where the characters of a class end that begin at `at`. */
function endOfRun(text: string, at: number, mask: number): number {
  let end = at;
  while (end < text.length && (classOf(text, end) & mask) !== 0) end += 1;
  return end;
}

/** RFC 7519: header, payload and signature in Base64 (URL-safe); the first two are JSON objects. */
function goesOnAsJwt(text: string, _: number, end: number): boolean {
  if (!text.startsWith('.eyJ', end)) return false;
  const payload = endOfRun(text, end + 4, URL_SAFE);
  if (payload - end < 10 || text[payload] !== '.') return false;
  return endOfRun(text, payload + 1, URL_SAFE) - payload > 10;
}

/** RFC 6750. A word of prose has no digit. */
function isBearer(text: string, at: number): boolean {
  const [start, end] = credentialsAt(text, at);
  return end - start >= 16 && /\d/.test(text.slice(start, end));
}

/** RFC 7617: name and password in Base64. */
function isBasic(text: string, at: number): boolean {
  const [start, end] = credentialsAt(text, at);
  return isEncodedLogin(text.slice(start, end));
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** The longest name and password that a login is taken for. */
const MAX_LOGIN = 1_024;

/** Whether a text is a name and a password in Base64, as in Authorization headers and the logins of Docker. */
export function isEncodedLogin(text: string): boolean {
  if (text.length < 8 || text.length > MAX_LOGIN || !BASE64.test(text)) return false;
  const login = atob(text);
  return login.indexOf(':') > 0 && /^[ -~]+$/.test(login);
}

/** What stands behind the name of an authentication scheme and one space. */
function credentialsAt(text: string, at: number): readonly [start: number, end: number] {
  const start = at + 1;
  return text[at] === ' ' ? [start, endOfRun(text, start, URL_SAFE | DOT | SYMBOL)] : [at, at];
}
