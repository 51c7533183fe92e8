import { remembering } from '../../../parse/remembering.ts';

/** What a name says of its value: a kind of secret, a `hint` of one, or nothing. */
export type NamedSecret = 'password' | 'token' | 'secret' | 'key' | 'credential' | 'hint' | 'nothing';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** A name that ends in one of these speaks of something about a secret, or of where it is. */
const QUALIFIERS = words(
  `address age alg algo algorithm annotation arn attempts audience backend bits bucket buckets budget bytes cache
  class client controller count days dir directory disabled domain driver duration email enabled encoding encryption
  endpoint engine env exists expiration expire expires expiry field file filename files folder format group hasher
  header headers history host hostname hours id ids injector interval issuer kind label length lifetime limit
  location manager max method milliseconds min minutes mode mount name names namespace ns operator param parameter
  path paths pattern plugin policy port prefix prompt property provider rate ratio ref refs refresh regex region
  renewal required resource reuse review reviews role rotation rules scope scopes script seconds selector server
  service size source state status store strategy suffix template timeout ttl type types uri url urls usage user
  username validator var variable vault version volume webhook window`,
);

/** A name that begins with one of these is a switch, or what is to be done. */
const SWITCHES = words(
  'allow allowed disable enable generate has hide is no print random require rotate show skip support use without',
);

const PASSWORDS = words('pass passes passwd passwds pwd passcode passphrase password passwords requirepass masterauth');
const PASSWORD_ENDINGS = ['password', 'passwords', 'passwd', 'passphrase', 'pass', 'pwd'];
/** Words that end like a password and are none. */
const NO_PASSWORDS = words('bypass compass cwd encompass overpass surpass trespass underpass');
const CREDENTIALS = words('cred creds credential credentials');
/** A secret of which is the name of a Kubernetes Secret, as often as not. */
const REFERENCES = words('existing kube kubernetes pull tls');
/** What makes a key a secret by itself. Other keys are names and places as often. */
const SECRET_KEYS = words('access account api auth encryption hmac jwt master private secret shared signing ssh');
const HINTS = words(
  `auth authorization bearer cookie key keys license mnemonic nonce otp pin salt sas secrets seed session sig
  signature tokens`,
);

/** No name without one of these says anything. */
const TELLING =
  /pass|pwd|masterauth|secret|token|key|cred|auth|cook|lic|mnem|nonce|otp|pin|salt|sas|seed|ses|sig|bear/i;

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
  const found = name
    .slice(-256)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  const [first = ''] = found;
  const last = found.at(-1) ?? '';
  if (QUALIFIERS.has(last) || SWITCHES.has(first) || found.includes('public')) return 'nothing';
  let result: NamedSecret = 'nothing';
  for (let at = found.length - 1; at >= 0; at -= 1) {
    const kind = classifyWord(found[at] ?? '', found[at - 1] ?? '');
    if (kind !== 'nothing' && kind !== 'hint') return kind;
    if (kind === 'hint') result = kind;
  }
  return result;
}

function classifyWord(word: string, before: string): NamedSecret {
  if (PASSWORDS.has(word)) return 'password';
  if (PASSWORD_ENDINGS.some((ending) => word.endsWith(ending)) && !NO_PASSWORDS.has(word)) return 'password';
  if (CREDENTIALS.has(word)) return 'credential';
  if (word.endsWith('secret')) return REFERENCES.has(before) ? 'hint' : 'secret';
  if (word.endsWith('token')) return 'token';
  if (word === 'key' || word === 'keys') return SECRET_KEYS.has(before) ? 'key' : 'hint';
  if (word.endsWith('key')) return [...SECRET_KEYS].some((kind) => word.endsWith(`${kind}key`)) ? 'key' : 'hint';
  return HINTS.has(word) ? 'hint' : 'nothing';
}
