import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { JsonError, readJson } from '../../parse/json-reader.ts';
import type { Credential } from '../keychain.ts';
import { RegistryError } from '../source.ts';
import { isHelperName } from './helper-name.ts';
import { parseRegistryKey, type RegistryKey } from './registry-key.ts';

/** Largest docker config, in bytes. */
export const MAX_CONFIG_BYTES = 2 ** 20;
/** Most entries of `auths`, and of `credHelpers`. */
const MAX_ENTRIES = 1_000;
/** User name under which a token is no password but an identity token. */
const TOKEN_USER = '<token>';

/** A value for some registries. */
export interface ConfigEntry<Value> {
  readonly key: RegistryKey;
  readonly value: Value;
}

/** What a docker config says about credentials. Both lists start with the keys that say most exactly what is meant. */
export interface DockerConfig {
  readonly credentials: readonly ConfigEntry<Credential>[];
  /** Names of programs `docker-credential-NAME`. */
  readonly helpers: readonly ConfigEntry<string>[];
  /** The program for all other registries. */
  readonly store: string | undefined;
}

/**
 * Reads a docker config (`config.json`, `kubernetes.io/dockerconfigjson`). `legacy`: the older form `.dockercfg`
 * (`kubernetes.io/dockercfg`), which is nothing but the entries. What has to do with other things is not looked at.
 * @param where how errors name it: `Secret shop/pull`
 * @throws RegistryError `unauthorized`; it names fields, never values
 */
export function readDockerConfig(where: string, text: string | Buffer, legacy = false): DockerConfig {
  return new ConfigReader(where).read(text, legacy);
}

class ConfigReader {
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  read(text: string | Buffer, legacy: boolean): DockerConfig {
    const root = this.#object(this.#parse(Buffer.from(text)), 'it');
    if (legacy) return { credentials: this.#credentials(root, 'entry'), helpers: [], store: undefined };
    return {
      credentials: this.#credentials(this.#objectField(root, 'auths'), 'entry of auths,'),
      helpers: this.#helpers(this.#objectField(root, 'credHelpers')),
      store: this.#helper(this.#textField(root, 'credsStore', 'credsStore'), 'credsStore'),
    };
  }

  #parse(bytes: Buffer): unknown {
    if (bytes.length > MAX_CONFIG_BYTES) throw this.#fault(`it is larger than ${MAX_CONFIG_BYTES} bytes`);
    try {
      return readJson(bytes, { skipManagedFields: false });
    } catch (error) {
      throw error instanceof JsonError ? this.#fault(error.message) : error;
    }
  }

  #credentials(entries: JsonObject, what: string): readonly ConfigEntry<Credential>[] {
    return this.#entries(entries, what, (value, name) => this.#credential(this.#object(value, name), name));
  }

  #helpers(entries: JsonObject): readonly ConfigEntry<string>[] {
    return this.#entries(entries, 'entry of credHelpers,', (value, name) => this.#helper(value, name));
  }

  /** Keys that cannot be read are named by their number: people put secrets even there. */
  #entries<Value>(
    object: JsonObject,
    what: string,
    read: (value: unknown, name: string) => Value | undefined,
  ): readonly ConfigEntry<Value>[] {
    const fields = Object.entries(object);
    if (fields.length > MAX_ENTRIES) throw this.#fault(`it has more than ${MAX_ENTRIES} entries`);
    const found: ConfigEntry<Value>[] = [];
    for (const [index, [text, content]] of fields.entries()) {
      const key = parseRegistryKey(text);
      if (key === undefined) throw this.#fault(`${what} number ${index + 1}: the key is no registry`);
      const value = read(content, `${what} "${printable(text)}"`);
      if (value !== undefined) found.push({ key, value });
    }
    return found.sort(
      ({ key: one }, { key: other }) =>
        other.pathLength - one.pathLength || Number(other.isExact) - Number(one.isExact),
    );
  }

  /** The strongest thing that an entry holds; undefined where it holds nothing, as entries beside a store do. */
  #credential(entry: JsonObject, name: string): Credential | undefined {
    const field = (key: string) => this.#textField(entry, key, `${name}: ${key}`);
    const registryToken = field('registrytoken');
    const identityToken = field('identitytoken');
    const auth = field('auth');
    const username = field('username');
    const password = field('password');
    if (registryToken !== undefined) return { kind: 'bearer', token: registryToken };
    if (identityToken !== undefined) return { kind: 'refresh', token: identityToken };
    if (auth !== undefined) return this.#decode(auth, `${name}: auth`);
    if (username === undefined && password === undefined) return undefined;
    if (username === undefined || password === undefined) {
      throw this.#fault(`${name}: username and password must both be set`);
    }
    return credentialOf(username, password);
  }

  /** Writers pad passwords with U+0000, and may leave the padding of base64 out. */
  #decode(auth: string, name: string): Credential {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(auth)) throw this.#fault(`${name} is not base64`);
    const text = Buffer.from(auth, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon < 1) throw this.#fault(`${name} is not base64 of "user:password"`);
    return credentialOf(text.slice(0, colon), text.slice(colon + 1).replaceAll('\0', ''));
  }

  #helper(name: unknown, where: string): string | undefined {
    if (name === undefined || name === '') return undefined;
    if (typeof name === 'string' && isHelperName(name)) return name;
    throw this.#fault(`${where} is no name of a credential helper: lower-case letters, digits, "-", "_" and "."`);
  }

  #objectField(object: JsonObject, key: string): JsonObject {
    return this.#object(ownField(object, key) ?? {}, key);
  }

  #object(value: unknown, name: string): JsonObject {
    if (isObject(value)) return value;
    throw this.#fault(`${name} must be an object`);
  }

  /** Undefined for '', which writers leave where there is nothing. */
  #textField(object: JsonObject, key: string, name: string): string | undefined {
    const value = ownField(object, key) ?? '';
    if (typeof value !== 'string') throw this.#fault(`${name} must be a text`);
    return value === '' ? undefined : value;
  }

  #fault(problem: string): RegistryError {
    return new RegistryError('unauthorized', `credentials in ${this.#where} cannot be used: ${problem}`);
  }
}

/** A user name with what goes with it. */
export function credentialOf(username: string, secret: string): Credential {
  if (username === TOKEN_USER) return { kind: 'refresh', token: secret };
  return { kind: 'basic', username, password: secret };
}
