import { type ImageSettings, PUBLIC_GOOD, type TrustRootSource } from '../model/image-policy.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { SourceDocument } from '../model/source.ts';
import { compileImagePolicy } from './compile-image-policy.ts';
import type { TestCoverage } from './coverage.ts';
import { namePlace } from './document-head.ts';
import type { DocumentKind } from './documents.ts';
import type { ExceptionTerms } from './exception.ts';
import { imagePolicySchema } from './image-policy-schema.ts';
import { compileImageSettings, coveragePolicy, IMAGE_SETTINGS } from './image-settings.ts';
import { atMost, checkNames, type Loaded, type Read, readAll } from './loaded.ts';
import { Patterns } from './pattern.ts';
import type { ProblemList } from './problem-list.ts';
import { type PolicyResources, ResourceReader } from './resources.ts';
import { type CompiledTrustRoot, compileTrustRoot, PUBLIC_GOOD_TRAITS, TRUST_ROOT } from './trust-root.ts';

const MAX_IMAGE_POLICIES = 1_000;
const MAX_TRUST_ROOTS = 64;

/** A policy with what it says of exceptions from it. */
export interface LoadedPolicy<Source = unknown> extends Loaded<Source, CompiledPolicy> {
  readonly terms: ExceptionTerms;
}

/** What the documents about images come to. */
export interface LoadedImages {
  /** Image policies, and the one that settings may come to. */
  readonly policies: readonly LoadedPolicy[];
  readonly settings: ImageSettings;
  /** The documents that are no policies. */
  readonly others: readonly Read<unknown>[];
  /** The texts of the files and Secrets that a document names. */
  textsFor(document: SourceDocument): readonly string[];
}

interface ImageContext {
  readonly problems: ProblemList;
  /** Names of the kinds of workload. */
  readonly kinds: readonly string[];
  readonly resources: PolicyResources;
  readonly coverage?: TestCoverage;
}

/** Loads every `TrustRoot`, `ImageSettings` and `ImagePolicy`. What is wrong goes to the list of problems. */
export function loadImageDocuments(
  documents: Readonly<Record<DocumentKind, readonly SourceDocument[]>>,
  context: ImageContext,
): LoadedImages {
  const reader = new ResourceReader(context.resources);
  const roots = readTrustRoots(documents.TrustRoot, context.problems, reader);
  const trustRoots = roots.map(({ compiled }) => compiled.root?.source).filter((source) => source !== undefined);
  const settings = readSettings(documents.ImageSettings, context, reader);
  const policies = readImagePolicies(documents.ImagePolicy, context, reader, roots);
  return {
    policies: [...policies, ...settings.policies],
    settings: { ...settings.compiled, trustRoots },
    others: [...roots, ...settings.others],
    textsFor: (document) => reader.textsFor(document),
  };
}

/** A trust root as the list of names has it; one that could not be read is known all the same. */
interface NamedRoot {
  readonly name: string;
  readonly source: CompiledPolicy['source'];
  readonly root: CompiledTrustRoot | undefined;
}

function readTrustRoots(
  documents: readonly SourceDocument[],
  problems: ProblemList,
  reader: ResourceReader,
): readonly Loaded<unknown, NamedRoot>[] {
  const loaded = readAll(atMost(MAX_TRUST_ROOTS, documents, 'TrustRoot documents', problems), TRUST_ROOT, problems).map(
    ({ document, source }) => ({
      document,
      source,
      compiled: {
        name: source.metadata.name,
        source: namePlace(document),
        root: compileTrustRoot(source, document, { problems, reader }),
      },
    }),
  );
  checkNames(loaded, 'trust root', problems);
  return loaded;
}

interface LoadedSettings {
  readonly compiled: Omit<ImageSettings, 'trustRoots'>;
  readonly policies: readonly LoadedPolicy[];
  /** Settings that come to no policy. */
  readonly others: readonly Read<unknown>[];
}

function readSettings(
  documents: readonly SourceDocument[],
  { problems, coverage }: ImageContext,
  reader: ResourceReader,
): LoadedSettings {
  const [first, second] = documents;
  if (first !== undefined && second !== undefined) {
    const { line, column } = first.start;
    const message = `there already is a document of this kind, at ${first.file}:${line}:${column}; put everything there`;
    problems.addAt(second, ['kind'], message);
  }
  const [read] = readAll(documents.slice(0, 1), IMAGE_SETTINGS, problems);
  if (read === undefined)
    return { compiled: { onNoMatch: 'Allow', refreshPublicGood: false, registries: [] }, policies: [], others: [] };
  const { document, source } = read;
  const compiled = compileImageSettings(source, { document, problems, reader });
  const policy = coveragePolicy(source, document, coverage);
  return policy === undefined
    ? { compiled, policies: [], others: [read] }
    : { compiled, policies: [{ ...read, compiled: policy, terms: {} }], others: [] };
}

function readImagePolicies(
  documents: readonly SourceDocument[],
  { problems, kinds, coverage }: ImageContext,
  reader: ResourceReader,
  roots: readonly Loaded<unknown, NamedRoot>[],
): readonly LoadedPolicy[] {
  // What a trust root that cannot be read could vouch for is not known: it is not complained of twice.
  const traits = roots.map(({ compiled: { name, root } }) => [name, root?.traits ?? PUBLIC_GOOD_TRAITS] as const);
  const shared = {
    problems,
    reader,
    trustRoots: new Map([...traits, [PUBLIC_GOOD, PUBLIC_GOOD_TRAITS] as const]),
    documentPatterns: new Patterns(),
    trustRootTexts: new Map(roots.map(({ compiled: { name, root } }) => [name, textOf(root?.source)])),
    ...(coverage && { coverage }),
  };
  const limited = atMost(MAX_IMAGE_POLICIES, documents, 'image policies', problems);
  return readAll(limited, imagePolicySchema(kinds), problems).map(({ document, source }) => ({
    document,
    source,
    compiled: compileImagePolicy(source, { document, ...shared }),
    terms: source.spec.exceptions ?? {},
  }));
}

function textOf(source: TrustRootSource | undefined): string {
  return source === undefined ? '' : JSON.stringify([source.json, source.tuf]);
}
