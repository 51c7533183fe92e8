import {
  type Authority,
  type CertificateExtension,
  type KeyAuthority,
  PUBLIC_GOOD,
  type StaticAuthority,
  type TextCondition,
} from '../model/image-policy.ts';
import type { FieldPath } from '../model/path.ts';
import type { SourceDocument } from '../model/source.ts';
import { suggest } from '../model/suggest.ts';
import type {
  AuthoritySource,
  CertificateSource,
  KeylessSource,
  KeySource,
  SigningSource,
  StaticSource,
} from './authority-schema.ts';
import { authorityCertificatesIn } from './certificates.ts';
import { durationOf } from './duration.ts';
import { oneLine } from './one-line.ts';
import { openness } from './open-condition.ts';
import type { ProblemList } from './problem-list.ts';
import { publicKeysIn } from './public-keys.ts';
import { type ResourceReader, reasonOf } from './resources.ts';
import { conditionIn, conditionOf, type WrittenCondition } from './text-condition.ts';
import { PUBLIC_GOOD_TRAITS, type TrustRootTraits } from './trust-root.ts';

/** What compiling authorities needs to know besides their source, and where it says what is wrong. */
export interface AuthorityContext {
  readonly document: SourceDocument;
  readonly problems: ProblemList;
  readonly reader: ResourceReader;
  /** Every trust root that an authority may name. */
  readonly trustRoots: ReadonlyMap<string, TrustRootTraits>;
}

/**
 * Compiles the authority that stands at `path`. What is wrong with it goes to the list; loading fails then, so that
 * what stands in for it is never used.
 */
export function compileAuthority(source: AuthoritySource, path: FieldPath, context: AuthorityContext): Authority {
  return new AuthorityCompiler(path, context).compile(source);
}

/** An authority that says the same of every image. */
export function staticAuthority({ name, static: result, message }: StaticSource): StaticAuthority {
  return { name, kind: 'static', result, ...(message !== undefined && { message: oneLine(message) }) };
}

type Signing = Pick<KeyAuthority, 'transparency' | 'trustRoots' | 'maxAge'>;

/** What a trust root must have, in words. */
interface Need {
  readonly trait: keyof TrustRootTraits;
  readonly what: string;
  readonly for: string;
}

class AuthorityCompiler {
  readonly #path: FieldPath;
  readonly #context: AuthorityContext;

  constructor(path: FieldPath, context: AuthorityContext) {
    this.#path = path;
    this.#context = context;
  }

  compile(source: AuthoritySource): Authority {
    const { name } = source;
    if ('static' in source) return staticAuthority(source);
    const signing = this.#signing(source);
    this.#checkRoots(signing, 'keyless' in source);
    if ('keyless' in source) return { name, kind: 'keyless', ...signing, ...this.#keyless(source.keyless, signing) };
    if ('certificate' in source)
      return { name, kind: 'certificate', ...signing, ...this.#certificate(source.certificate) };
    return this.#unreachableKey(name, source.key) ?? { name, kind: 'key', ...signing, keys: this.#keys(source.key) };
  }

  #signing({ transparency = 'required', trustRoots = [PUBLIC_GOOD], maxAge }: SigningSource): Signing {
    const known = this.#context.trustRoots;
    for (const [index, name] of trustRoots.entries()) {
      if (known.has(name)) continue;
      this.#complain(['trustRoots', index], `there is no TrustRoot "${name}"${suggest(name, known.keys())}`);
    }
    return { transparency, trustRoots, ...(maxAge !== undefined && { maxAge: durationOf(maxAge) }) };
  }

  /** What one instance of Sigstore vouches for says nothing of another: one trust root must have all that is needed. */
  #checkRoots({ transparency, trustRoots, maxAge }: Signing, isKeyless: boolean): void {
    const roots = trustRoots.map((name) => this.#context.trustRoots.get(name) ?? PUBLIC_GOOD_TRAITS);
    const needs: Need[] = [];
    if (isKeyless) needs.push({ trait: 'hasCertificateAuthorities', what: 'certificate authority', for: 'keyless' });
    if (transparency === 'required') {
      needs.push({ trait: 'hasLogs', what: 'transparency log', for: 'transparency: required' });
    } else if (isKeyless || maxAge !== undefined) {
      const reason = `${isKeyless ? 'keyless' : 'maxAge'} with transparency: ignored, so that somebody vouches for the time`;
      needs.push({ trait: 'hasTimestampAuthorities', what: 'timestamp authority', for: reason });
    }
    if (roots.some((root) => needs.every(({ trait }) => root[trait]))) return;
    const missing = needs.filter(({ trait }) => !roots.some((root) => root[trait]));
    for (const need of missing)
      this.#complain(['trustRoots'], `none of these has a ${need.what}, needed for ${need.for}`);
    if (missing.length > 0) return;
    const all = needs.map(({ what }) => `a ${what}`).join(' and ');
    this.#complain(['trustRoots'], `each of these counts by itself, and none has all that is needed: ${all}`);
  }

  #keyless(source: KeylessSource, { trustRoots }: Signing) {
    const issuer = this.#condition(conditionIn(source, 'issuer'), ['keyless']);
    const written = conditionIn(source, 'subject');
    const subject = this.#condition(written, ['keyless']);
    const extensions: Partial<Record<CertificateExtension, TextCondition>> = {};
    for (const [name, value] of Object.entries(source.extensions ?? {})) {
      extensions[name as CertificateExtension] = this.#condition(conditionOf(value), ['keyless', 'extensions', name]);
    }
    const open = openness({ issuer, subject, extensions, trustRoots });
    if (open !== undefined) this.#complain(['keyless', written.field], open);
    return { issuer, subject, extensions };
  }

  #certificate(source: CertificateSource) {
    const field = source.file === undefined ? 'pem' : 'file';
    const pem =
      source.pem ?? this.#read(['certificate', field], (reader, document) => reader.file(document, source.file ?? ''));
    return {
      certificates: this.#parse(['certificate', field], pem, authorityCertificatesIn),
      subject: this.#condition(conditionIn(source, 'subject'), ['certificate']),
    };
  }

  /** Where there is no cluster to ask, a key in a Secret accepts nothing, and says why. */
  #unreachableKey(name: string, { secret }: KeySource): Authority | undefined {
    if (secret === undefined || this.#context.reader.hasSecrets) return undefined;
    const message = `its key is in the Secret ${secret.namespace}/${secret.name}, which only the webhook can read (--pull-secrets cluster)`;
    return { name, kind: 'static', result: 'Deny', message };
  }

  #keys({ pem, file, secret }: KeySource): readonly string[] {
    if (pem !== undefined) return this.#parse(['key', 'pem'], pem, publicKeysIn);
    if (file !== undefined) {
      const text = this.#read(['key', 'file'], (reader, document) => reader.file(document, file));
      return this.#parse(['key', 'file'], text, publicKeysIn);
    }
    if (secret === undefined) throw new Error('a key comes from nowhere');
    return this.#parse(
      ['key', 'secret'],
      this.#read(['key', 'secret'], (reader, document) => reader.secret(document, secret)),
      publicKeysIn,
    );
  }

  #condition({ field, condition }: WrittenCondition, at: FieldPath): TextCondition {
    const fault = this.#context.reader.checkTextCondition(condition);
    if (fault !== undefined) this.#complain(field === '' ? at : [...at, field], fault);
    return condition;
  }

  #read(at: FieldPath, read: (reader: ResourceReader, document: SourceDocument) => string): string | undefined {
    try {
      return read(this.#context.reader, this.#context.document);
    } catch (error) {
      this.#complain(at, `cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #parse(at: FieldPath, text: string | undefined, parse: (text: string) => readonly string[]): readonly string[] {
    if (text === undefined) return [];
    try {
      return parse(text);
    } catch (error) {
      this.#complain(at, reasonOf(error));
      return [];
    }
  }

  #complain(at: FieldPath, message: string): void {
    this.#context.problems.addAt(this.#context.document, [...this.#path, ...at], message);
  }
}
