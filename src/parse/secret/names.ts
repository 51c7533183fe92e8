import { remembering } from '../remembering.ts';

/**
 * What a name says of its value: a kind of secret, a `hint` of one, or nothing. A `reference` is a secret or the name
 * of one.
 */
export type NamedSecret = 'password' | 'token' | 'secret' | 'key' | 'credential' | 'reference' | 'hint' | 'nothing';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** A name that ends in one of these speaks of something about a secret, or of where it is. */
const QUALIFIERS = words(
  `address age alg algo algorithm annotation arn attempts audience authentication backend bits bucket buckets budget
  bytes cache check checker class client command complexity contract controller cost count days description dir
  directory disabled domain driver duration email enabled encoder encoding encryption endpoint engine env exists
  expiration expire expires expiry field file filename files folder format grant group hasher header headers help
  helper history host hostname hours id ids injector input interval issuer kind label length lifespan lifetime limit
  location manager max maxage maxlength mechanism message method milliseconds min minlength minutes mode mount name
  names namespace ns operator param parameter path paths pattern placeholder plugin policy port prefix prompt property
  provider rate ratio ref refs refresh regex regexp region renewal required resource reuse review reviews role rotation
  rounds rules scheme scope scopes script seconds selector server service size source state status stdin store strategy
  strength subject suffix symbol sync template timeout title ttl type types uri url urls usage user username validation
  validator validity var variable vault version volume webhook window`,
);

/** A name that begins with one of these is a switch, or what is to be done. */
const SWITCHES = words(
  'allow allowed disable disabled enable generate has hide is no print random require rotate show skip support use without',
);

/** A name with one of these speaks of what everybody may know: keys that are received are public ones. */
const OPEN = ['public', 'publishable', 'recv', 'receive'];
/** With one of these, a name speaks of what is random and no secret. */
const OPEN_RANDOM = words(
  `address build ca cert certificate checksum cid commit crt digest etag fingerprint hash image integrity match md
  revision sha site sitekey sum tag thumbprint version`,
);
/** SESSION_ID, clientid, TRACE_IDS. */
const IDENTIFIER = /(?:id|ids|identifier)$/;

const PASSWORDS = words(
  `pass passes passw passwd passwds passwort passwrd pswd psw pw pwd passcode passphrase password passwords pword requirepass
  masterauth`,
);
const PASSWORD_ENDINGS = ['password', 'passwords', 'passwd', 'passphrase', 'pass', 'pwd'];
/** Words that end like a password and are none. */
const NO_PASSWORDS = words('bypass compass cwd encompass overpass surpass trespass underpass');
const CREDENTIALS = words('basicauth cred creds credential credentials');
/** A secret of which is the name of a Kubernetes Secret, as often as not. */
const REFERENCES = words(
  `backup ca cert certificate cred creds credential credentials docker existing ingress kube kubeconfig kubernetes
  password passwords pull registry ssl tls`,
);
/** What makes a key a secret by itself. Other keys are names and places as often. */
const SECRET_KEYS = words('access account api auth encryption hmac jwt master private secret shared signing ssh');
const HINTS = words(
  `auth authorization bearer cookie key keys license mnemonic nonce otp pin salt sas secrets seed session sig
  signature tokens`,
);

/** No name without one of these says anything. */
const TELLING =
  /pass|pw|psw|masterauth|secret|token|key|cred|auth|cook|lic|mnem|nonce|otp|pin|salt|sas|seed|ses|sig|bear/i;

/** False for texts that hold no name of a secret. */
export function mayNameSecret(text: string): boolean {
  return TELLING.test(text);
}

/**
 * What a name says: of an environment variable, an option of a program, a field. Words may be joined by anything, or
 * by capitals: DB_PASSWORD, dbPassword, db.password.
 */
export const namedSecret: (name: string) => NamedSecret = remembering(
  (name) => (mayNameSecret(name) ? classifyWords(name) : 'nothing'),
  { most: 4_000, maxLength: 128 },
);

function classifyWords(name: string): NamedSecret {
  const found = wordsIn(name);
  const [first = ''] = found;
  const last = found.at(-1) ?? '';
  if (QUALIFIERS.has(last) || SWITCHES.has(first) || isOpen(found)) return 'nothing';
  if (found.length === 1 && last === 'secret') return 'reference';
  if (namesPlace(last, found.at(-2) ?? '')) return 'hint';
  let result: NamedSecret = 'nothing';
  for (let at = found.length - 1; at >= 0; at -= 1) {
    const kind = classifyWord(found[at] ?? '', found[at - 1] ?? '');
    if (kind !== 'nothing' && kind !== 'hint') return kind;
    if (kind === 'hint') result = kind;
  }
  return result;
}

/** The words of a name, in lower case; digits are none. */
function wordsIn(name: string): string[] {
  return name
    .slice(-256)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** A trust store holds certificates that everybody may see: its password guards nothing. */
function isOpen(found: readonly string[]): boolean {
  return OPEN.some((word) => found.includes(word)) || found.join('').includes('truststore');
}

/** Whether a name says that its value may be random and is no secret: CLIENT_ID, IMAGE_DIGEST, PUBLIC_KEY. */
export function namesOpenValue(name: string): boolean {
  const found = wordsIn(name);
  return isOpen(found) || IDENTIFIER.test(found.at(-1) ?? '') || found.some((word) => OPEN_RANDOM.has(word));
}

/** The Secret that a password is in, the key of it there, the cookie that carries a token. */
function namesPlace(last: string, before: string): boolean {
  if (last === 'cookie') return true;
  return last === 'key' ? PASSWORDS.has(before) : last === 'secret' && REFERENCES.has(before);
}

function classifyWord(word: string, before: string): NamedSecret {
  if (PASSWORDS.has(word)) return 'password';
  if (PASSWORD_ENDINGS.some((ending) => word.endsWith(ending)) && !NO_PASSWORDS.has(word)) return 'password';
  if (CREDENTIALS.has(word) || (word === 'auth' && before === 'basic')) return 'credential';
  if (word.endsWith('secret')) return REFERENCES.has(before) ? 'hint' : 'secret';
  if (word.endsWith('token')) return 'token';
  if (word === 'key' || word === 'keys') return classifyKey(before);
  if (word.endsWith('key')) return [...SECRET_KEYS].some((kind) => word.endsWith(`${kind}key`)) ? 'key' : 'hint';
  return HINTS.has(word) ? 'hint' : 'nothing';
}

/** The site key of a captcha stands in every page that shows one. */
function classifyKey(before: string): NamedSecret {
  if (before === 'site') return 'nothing';
  return SECRET_KEYS.has(before) ? 'key' : 'hint';
}

/** How messages call what a name says. */
export function describeKind(kind: NamedSecret): string {
  return kind === 'reference' ? 'secret' : kind;
}
