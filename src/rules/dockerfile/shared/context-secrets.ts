import { baseName } from './paths.ts';

/** What a file holds that nobody else may see. */
export interface SecretContent {
  readonly what: string;
  /** Such files hold nothing but settings as often. */
  readonly maybe?: true;
  /** A folder, with other files in it, too. */
  readonly folder?: true;
}

/** Files that hold keys, tokens or passwords by their name, in lower case. */
const NAMES: ReadonlyMap<string, SecretContent> = new Map([
  ['.dockercfg', { what: 'logins of registries' }],
  ['.env', { what: 'values of environment variables', maybe: true }],
  ['.git-credentials', { what: 'logins of Git' }],
  ['.htpasswd', { what: 'passwords of a web server' }],
  ['.my.cnf', { what: 'a login of MySQL' }],
  ['.netrc', { what: 'logins' }],
  ['_netrc', { what: 'logins' }],
  ['.npmrc', { what: 'the token of a package registry', maybe: true }],
  ['.pgpass', { what: 'passwords of PostgreSQL' }],
  ['.pypirc', { what: 'a login of a package registry' }],
  ['.s3cfg', { what: 'keys of object storage' }],
  ['.terraformrc', { what: 'a token of Terraform', maybe: true }],
  ['.vault-token', { what: 'a token of Vault' }],
  ['application_default_credentials.json', { what: 'a key of Google Cloud' }],
  ['id_dsa', { what: 'a private key of SSH' }],
  ['id_ecdsa', { what: 'a private key of SSH' }],
  ['id_ed25519', { what: 'a private key of SSH' }],
  ['id_rsa', { what: 'a private key of SSH' }],
  ['kubeconfig', { what: 'a login of a cluster' }],
  ['service-account-key.json', { what: 'a key of a service account' }],
]);
const ENVIRONMENT: SecretContent = { what: 'values of environment variables', maybe: true };
/** By its suffix alone, it may well be a public one, or a trust store. */
const PRIVATE_KEY: SecretContent = { what: 'a private key', maybe: true };

/** Folders with such files, as the last folder of a path, and the file in it. */
const PLACES: readonly (readonly [end: string, what: string])[] = [
  ['.aws/credentials', 'keys of AWS'],
  ['.azure/accessTokens.json', 'tokens of Azure'],
  ['.config/gcloud/application_default_credentials.json', 'a key of Google Cloud'],
  ['.config/gh/hosts.yml', 'a token of GitHub'],
  ['.cargo/credentials.toml', 'a token of a package registry'],
  ['.docker/config.json', 'logins of registries'],
  ['.gem/credentials', 'a token of a package registry'],
  ['.kube/config', 'a login of a cluster'],
];
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['.aws', 'keys of AWS'],
  ['.azure', 'tokens of Azure'],
  ['.gnupg', 'private keys of GnuPG'],
  ['.kube', 'logins of clusters'],
  ['.ssh', 'private keys of SSH'],
]);

const DOT_ENV = '.env.';
/** What is checked in as an example. */
const EXAMPLE = /(?:example|sample|template|dist|defaults?|tpl|test)$/;
/** Keys of package repositories come in this form, too: only those that say that they are private count. */
const ARMOURED = '.asc';
const KEY_SUFFIXES = new Set(['.pem', '.key', '.p12', '.pfx', '.jks', '.keystore', '.kdbx', '.ppk', ARMOURED]);
/** Certificates and public keys under the suffix of keys. */
const OPEN_FILE =
  /(?:^|[._-])(?:ca|cacert|cacerts|cert|certs|certificate|certificates|chain|fullchain|bundle|public|pub|root|roots|trust|truststore|signing|archive|apt|repo|gpg|release)(?:[._-]|$)/;
const PRIVATE = /private|secret/;

/** What a file of this name, or a folder, holds that nobody else may see; undefined where nothing is known of it. */
export function secretContentOf(path: string): SecretContent | undefined {
  const name = baseName(path).toLowerCase();
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  if (name.startsWith(DOT_ENV)) return EXAMPLE.test(name) ? undefined : ENVIRONMENT;
  const folder = FOLDERS.get(name);
  if (folder !== undefined) return { what: folder, folder: true };
  for (const [end, what] of PLACES) if (path.endsWith(end)) return { what };
  const suffix = name.slice(Math.max(name.lastIndexOf('.'), 0));
  if (!KEY_SUFFIXES.has(suffix)) return undefined;
  return (suffix === ARMOURED || OPEN_FILE.test(name)) && !PRIVATE.test(name) ? undefined : PRIVATE_KEY;
}

/** Paths in the root of a build context that nobody wants in an image, and a file in each that is a folder. */
export const NOT_FOR_IMAGES: readonly (readonly [path: string, within: string | undefined])[] = [
  ['.git', '.git/config'],
  ['.env', undefined],
  ['.env.local', undefined],
  ['.env.production', undefined],
  ['.env.development', undefined],
  ['.aws', '.aws/credentials'],
  ['.azure', '.azure/accessTokens.json'],
  ['.docker/config.json', undefined],
  ['.git-credentials', undefined],
  ['.gnupg', '.gnupg/secring.gpg'],
  ['.kube', '.kube/config'],
  ['.netrc', undefined],
  ['.npmrc', undefined],
  ['.pypirc', undefined],
  ['.ssh', '.ssh/id_rsa'],
  ['.vault-token', undefined],
  ['id_dsa', undefined],
  ['id_ecdsa', undefined],
  ['id_ed25519', undefined],
  ['id_rsa', undefined],
  ['key.pem', undefined],
  ['kubeconfig', undefined],
  ['private.key', undefined],
  ['private.pem', undefined],
  ['privkey.pem', undefined],
  ['server.key', undefined],
  ['server.pem', undefined],
  ['terraform.tfstate', undefined],
  ['tls.key', undefined],
];
