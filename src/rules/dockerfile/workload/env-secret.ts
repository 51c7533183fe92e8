import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { isObject } from '../../../model/json.ts';
import { record } from '../../../model/schema.ts';
import { valueAt } from '../../../model/value-at.ts';
import { listOf } from '../../workload/shared/fields.ts';
import { quoted } from '../shared/spans.ts';
import { inManifest, MOST_ENTRIES, pairCheck } from './pairs.ts';

export const podEnvSecret = dockerfileRule<object>({
  id: 'pod-env-secret',
  severity: 'info',
  summary: 'What manifests take from Secrets is not set by the image, too',
  why: 'The value of the image counts for nothing in the cluster, and if it is a real one, everybody who can pull the image can read it',
  remediation: 'Remove the variable from ENV, and let the manifest alone set it',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { env } = pair.facts;
      const set = env.known ? env.value : env.certain;
      const { container } = pair.container;
      for (const [index, entry] of listOf(container.spec.env).slice(0, MOST_ENTRIES).entries()) {
        if (!isObject(entry) || typeof entry.name !== 'string') continue;
        const { name } = entry;
        const from = set?.get(name)?.from;
        if (from?.keyword !== 'ENV' || !isObject(valueAt(entry, ['valueFrom', 'secretKeyRef']))) continue;
        const { start, end } = from.pairs.find(({ key }) => key.text === name)?.key ?? from.word;
        report({
          message: `ENV sets ${quoted(name)}, which ${pair.who} takes from a Secret`,
          span: from.line.spanOf(start, end),
          ...inManifest(pair, [...container.path, 'env', index], 'it is taken from a Secret here'),
        });
      }
    }),
});
