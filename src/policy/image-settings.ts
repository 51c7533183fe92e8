import { type ImageSettings, NO_MATCH_MODES, type RegistrySettings } from '../model/image-policy.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import {
  flag,
  type Infer,
  list,
  optional,
  type RecordFault,
  record,
  required,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { parseRegistryHost } from '../parse/image-host.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { fileName } from './authority-schema.ts';
import { certificatesIn, checkKeyOf } from './certificates.ts';
import type { TestCoverage } from './coverage.ts';
import { API_VERSION, METADATA, namePlace } from './document-head.ts';
import { coverageRule } from './image-rules.ts';
import { compileMatch } from './match.ts';
import type { ProblemList } from './problem-list.ts';
import { type ResourceReader, reasonOf } from './resources.ts';
import { watchRules } from './watch.ts';

const checkHost: TextCheck = (host) => {
  if (host.includes('://')) return 'is a URL: write the host alone, and its port';
  const parsed = parseRegistryHost(host);
  return parsed.ok ? undefined : `is no host of a registry: ${parsed.reason}`;
};

/** A mirror holds repositories below its prefix. */
const checkMirror: TextCheck = (mirror) => {
  if (mirror.includes('://')) return 'is a URL: leave out the scheme';
  const slash = mirror.indexOf('/');
  if (slash === -1) return checkHost(mirror);
  const parsed = parseImageReference(`${mirror}/a`);
  if (!parsed.ok) return `is no host, or host with a path: ${parsed.reason}`;
  return checkHost(mirror.slice(0, slash));
};

const HOST = text('host[:port], as references name it; Docker Hub is docker.io', { maxLength: 260, check: checkHost });

const REGISTRY = record(
  'How a registry is reached',
  {
    host: required(HOST),
    insecure: optional(flag('Over plain HTTP; default: false')),
    allowPrivate: optional(flag('Its name may resolve to private and loopback addresses; default: false')),
    caFile: optional(fileName('PEM certificates to trust in place of those of the system')),
    clientCertificate: optional(
      record('What we show to it', {
        certFile: required(fileName('PEM certificates, the leaf first')),
        keyFile: required(fileName('The PEM key of the leaf, without a passphrase')),
      }),
    ),
    mirrors: optional(
      list(
        'Asked in this order before the registry itself',
        text('host[:port][/prefix]', { maxLength: 512, check: checkMirror }),
        { maxItems: 16 },
      ),
    ),
    tokenHosts: optional(
      list('Hosts of token services that may be sent credentials, besides those of its own domain', HOST, {
        maxItems: 16,
      }),
    ),
  },
  ({ insecure, ...rest }): RecordFault | undefined => {
    const secured = (['caFile', 'clientCertificate'] as const).find((field) => rest[field] !== undefined);
    return insecure && secured
      ? { field: secured, message: 'means nothing to a registry that is insecure' }
      : undefined;
  },
);

/** The schema of an `ImageSettings` document. */
export const IMAGE_SETTINGS = record('What holds for all images', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['ImageSettings'])),
  metadata: required(METADATA),
  spec: required(
    record('What holds for all images', {
      onNoMatch: optional(word('What becomes of images that no ImagePolicy names; default: Allow', NO_MATCH_MODES)),
      refreshPublicGood: optional(
        flag(
          'Look for newer trust roots of the public-good instance, where the webhook has a --trust-cache; default: false',
        ),
      ),
      registries: optional(list('Registries that are reached in a way of their own', REGISTRY)),
    }),
  ),
});

export type ImageSettingsSource = Infer<typeof IMAGE_SETTINGS>;
type RegistrySource = Infer<typeof REGISTRY>;

interface SettingsContext {
  readonly document: SourceDocument;
  readonly problems: ProblemList;
  readonly reader: ResourceReader;
}

/** The settings but for trust roots; what is wrong goes to the list. */
export function compileImageSettings(
  { spec: { onNoMatch = 'Allow', refreshPublicGood = false, registries = [] } }: ImageSettingsSource,
  context: SettingsContext,
): Omit<ImageSettings, 'trustRoots'> {
  const { document, problems } = context;
  const known = new Set<string>();
  const compiled = registries.map((source, index) => {
    const at: FieldPath = ['spec', 'registries', index];
    const registry = compileRegistry(source, at, context);
    if (known.has(registry.host)) problems.addAt(document, [...at, 'host'], `"${registry.host}" is there already`);
    known.add(registry.host);
    return registry;
  });
  return { onNoMatch, refreshPublicGood, registries: compiled };
}

function compileRegistry(source: RegistrySource, at: FieldPath, context: SettingsContext): RegistrySettings {
  const { host, insecure = false, allowPrivate = false, caFile, clientCertificate, mirrors = [] } = source;
  const read = (path: FieldPath, file: string): string | undefined =>
    attempt(context, path, 'cannot be read: ', () => context.reader.file(context.document, file));
  const certificates = (path: FieldPath, file: string): readonly string[] => {
    const pem = read(path, file);
    return (pem === undefined ? undefined : attempt(context, path, '', () => certificatesIn(pem))) ?? [];
  };
  const ca = caFile === undefined ? [] : certificates([...at, 'caFile'], caFile);
  const own = clientCertificate && {
    chain: certificates([...at, 'clientCertificate', 'certFile'], clientCertificate.certFile),
    key: read([...at, 'clientCertificate', 'keyFile'], clientCertificate.keyFile),
  };
  if (own?.key !== undefined && own.chain.length > 0) {
    const { chain, key } = own;
    attempt(context, [...at, 'clientCertificate', 'keyFile'], '', () => checkKeyOf(chain, key));
  }
  return {
    host: registryOf(host),
    insecure,
    allowPrivate,
    ...(ca.length > 0 && { ca: ca.join('') }),
    ...(own && { clientCertificate: { cert: own.chain.join(''), key: own.key ?? '' } }),
    mirrors: mirrors.map(lowerHost),
    tokenHosts: (source.tokenHosts ?? []).map(registryOf),
  };
}

function attempt<T>(
  { document, problems }: SettingsContext,
  path: FieldPath,
  prefix: string,
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.addAt(document, path, `${prefix}${reasonOf(error)}`);
    return undefined;
  }
}

function registryOf(host: string): string {
  const parsed = parseRegistryHost(host);
  return parsed.ok ? parsed.registry : host;
}

function lowerHost(mirror: string): string {
  const [host = '', ...path] = mirror.split('/');
  return [registryOf(host), ...path].join('/');
}

/** The policy that the settings come to; undefined where images that no policy names are let in. */
export function coveragePolicy(
  { metadata: { name }, spec: { onNoMatch = 'Allow' } }: ImageSettingsSource,
  document: SourceDocument,
  coverage: TestCoverage | undefined,
): CompiledPolicy | undefined {
  if (onNoMatch === 'Allow') return undefined;
  const policy: CompiledPolicy = {
    name,
    source: namePlace(document),
    ...compileMatch({}),
    controllers: 'Deny',
    rules: [coverageRule(onNoMatch)],
    judgesCoverage: true,
    followsToPods: true,
    mutation: { controllers: false, ephemeralContainers: false },
  };
  return coverage === undefined ? policy : watchRules(policy, () => ['spec', 'onNoMatch'], coverage, document);
}
