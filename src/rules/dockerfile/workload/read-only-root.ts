import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { isObject } from '../../../model/json.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { listOf } from '../../workload/shared/fields.ts';
import { effectiveSecurity } from '../../workload/shared/security-context.ts';
import { quoted } from '../shared/spans.ts';
import { baseSpan, inManifest, MOST_ENTRIES, type Pair, pairCheck } from './pairs.ts';

/** Where programs of well-known images write when they start (documentation of the official images). */
const WRITTEN: ReadonlyMap<string, readonly string[]> = new Map([
  ['nginx', ['/var/cache/nginx', '/var/run']],
  ['httpd', ['/usr/local/apache2/logs']],
  ['tomcat', ['/usr/local/tomcat/work', '/usr/local/tomcat/temp', '/usr/local/tomcat/logs']],
  ['postgres', ['/var/run/postgresql']],
  ['mysql', ['/var/run/mysqld', '/tmp']],
  ['mariadb', ['/run/mysqld', '/tmp']],
  ['php', ['/tmp']],
  ['wordpress', ['/tmp', '/var/run/apache2']],
  ['haproxy', ['/var/lib/haproxy']],
]);

export const podReadOnlyRoot = dockerfileRule<object>({
  id: 'pod-read-only-root',
  severity: 'warning',
  summary: 'Folders that the image writes to are volumes where its root file system is read-only',
  why: 'With readOnlyRootFilesystem: true every write outside of a volume fails, often only hours after the start',
  remediation: 'Mount a volume, such as an emptyDir, over the folder in the manifest',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { workload, container } = pair.container;
      if (effectiveSecurity(workload, container, ['readOnlyRootFilesystem']) !== true) return;
      const mounts = writableMounts(pair);
      for (const { path, span, why, atMost } of writtenFolders(pair)) {
        if (mounts.some((mount) => isIn(path, mount))) continue;
        report({
          message: `${why}, and the root file system of ${pair.who} is read-only with no volume over ${quoted(path)}`,
          span,
          ...(atMost && { atMost }),
          ...inManifest(pair, [...container.path, 'securityContext', 'readOnlyRootFilesystem'], 'it is set here'),
        });
      }
    }),
});

interface WrittenFolder {
  readonly path: string;
  readonly span: Span;
  readonly why: string;
  readonly atMost?: 'info';
}

function writtenFolders(pair: Pair): readonly WrittenFolder[] {
  const { facts, final } = pair;
  const { volumes, workingDir } = facts;
  const folders: WrittenFolder[] = [];
  const declared = volumes.known ? volumes.value : volumes.certain;
  for (const [path, { from }] of declared?.entries().take(MOST_ENTRIES) ?? []) {
    const span = from === undefined ? baseSpan(final) : from.line.spanOf(from.rest.start, from.rest.end);
    folders.push({ path, span, why: `VOLUME says that ${quoted(path)} is written to` });
  }
  for (const path of WRITTEN.get(baseName(pair) ?? '') ?? []) {
    folders.push({ path, span: baseSpan(final), why: `${quoted(baseName(pair) ?? '')} writes to ${quoted(path)}` });
  }
  const owned = workingDir.known ? ownedFolder(pair, workingDir.value) : undefined;
  if (owned !== undefined) folders.push(owned);
  return folders;
}

/** Who gives the folder that the image works in to a user means the user to write there. */
function ownedFolder({ build, final, facts: { workingDir } }: Pair, folder: string): WrittenFolder | undefined {
  const { from } = workingDir;
  if (folder === '' || folder === '/' || from?.keyword !== 'WORKDIR') return undefined;
  const gives = build
    .commands('chown')
    .some(
      (command) =>
        build.stageOf(build.instructionOf(command.script)) === final &&
        command.args.some(({ value }) => value === folder || value === '.' || value === `${folder}/`),
    );
  if (!gives) return undefined;
  const span = from.line.spanOf(from.value.start, from.value.end);
  return { path: folder, span, why: `chown gives ${quoted(folder)} to a user, who may write there`, atMost: 'info' };
}

/** Of the image that all stages start from: `nginx` of `docker.io/library/nginx:1.29`. */
function baseName({ final: { chain } }: Pair): string | undefined {
  const base = chain.at(-1)?.base;
  const parsed = base === undefined || base.kind === 'unknown' ? undefined : parseImageReference(base.text);
  if (!parsed?.ok) return undefined;
  const { registry, repository } = parsed.reference;
  return registry === 'docker.io' ? repository.replace(/^library\//, '') : undefined;
}

function writableMounts({ container: { container } }: Pair): readonly string[] {
  return listOf(container.spec.volumeMounts)
    .slice(0, MOST_ENTRIES)
    .flatMap((mount) =>
      isObject(mount) && typeof mount.mountPath === 'string' && mount.readOnly !== true ? [mount.mountPath] : [],
    );
}

function isIn(path: string, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return `${path}/`.startsWith(prefix);
}
