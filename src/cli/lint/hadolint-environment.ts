import {
  type HadolintConfig,
  LABEL_TYPES,
  type LabelType,
  NO_CONFIG,
  THRESHOLDS,
} from '../../compat/hadolint/config.ts';
import { printable } from '../../model/printable.ts';
import type { Environment } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { LintFlags } from './command-line-layer.ts';

const TRUE: ReadonlySet<string> = new Set(['1', 'y', 'on', 'true', 'yes']);

/** What hadolint's environment variables say. */
export function hadolintEnvironment(environment: Environment): HadolintConfig {
  const text = (name: string) => environment[`HADOLINT_${name}`] ?? '';
  const list = (name: string) =>
    text(name)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const isOn = (name: string) => TRUE.has(text(name).toLowerCase());
  return {
    ignored: list('IGNORE'),
    override: {
      error: list('OVERRIDE_ERROR'),
      warning: list('OVERRIDE_WARNING'),
      info: list('OVERRIDE_INFO'),
      style: list('OVERRIDE_STYLE'),
    },
    trustedRegistries: list('TRUSTED_REGISTRIES'),
    labelSchema: new Map(list('REQUIRE_LABELS').map(labelOf)),
    strictLabels: isOn('STRICT_LABELS'),
    disableIgnorePragma: isOn('DISABLE_IGNORE_PRAGMA'),
    failureThreshold: THRESHOLDS.find((word) => word === text('FAILURE_THRESHOLD').toLowerCase()),
    noFail: isOn('NOFAIL'),
    formats: list('FORMAT'),
    noColor: (environment.NO_COLOR ?? '') !== '',
    verbose: isOn('VERBOSE'),
  };
}

/** What the flags say. Of --fail-on, the linter's own settings know. */
export function hadolintFlags(flags: LintFlags): HadolintConfig {
  const { ignore, error, warning, info, style } = flags;
  return {
    ...NO_CONFIG,
    ignored: ignore.flat(),
    override: { error: error.flat(), warning: warning.flat(), info: info.flat(), style: style.flat() },
    trustedRegistries: flags.trustedRegistry,
    labelSchema: new Map(flags.requireLabel.map(labelOf)),
    strictLabels: flags.strictLabels,
    disableIgnorePragma: flags.disableIgnorePragma,
    failureThreshold: flags.failOn,
    noFail: flags.noFail,
  };
}

/** From the weakest to the strongest: lists add up, of everything else the last one that says something counts. */
export function joinHadolintConfigs(configs: readonly HadolintConfig[]): HadolintConfig {
  const all = (pick: (config: HadolintConfig) => readonly string[]) => configs.flatMap(pick);
  const any = (pick: (config: HadolintConfig) => boolean) => configs.some(pick);
  return {
    ignored: all(({ ignored }) => ignored),
    override: {
      error: all(({ override }) => override.error),
      warning: all(({ override }) => override.warning),
      info: all(({ override }) => override.info),
      style: all(({ override }) => override.style),
    },
    trustedRegistries: all(({ trustedRegistries }) => trustedRegistries),
    labelSchema: new Map(configs.flatMap(({ labelSchema }) => [...labelSchema])),
    strictLabels: any(({ strictLabels }) => strictLabels),
    disableIgnorePragma: any(({ disableIgnorePragma }) => disableIgnorePragma),
    failureThreshold: configs.findLast(({ failureThreshold }) => failureThreshold !== undefined)?.failureThreshold,
    noFail: any(({ noFail }) => noFail),
    formats: configs.findLast(({ formats }) => formats.length > 0)?.formats ?? [],
    noColor: any(({ noColor }) => noColor),
    verbose: any(({ verbose }) => verbose),
  };
}

/** `name:type`, or a name, whose value may be anything. */
function labelOf(text: string): readonly [string, LabelType] {
  const colon = text.lastIndexOf(':');
  if (colon === -1) return [text, 'text'];
  const type = LABEL_TYPES.find((word) => word === text.slice(colon + 1));
  if (type !== undefined) return [text.slice(0, colon), type];
  throw new UsageError([`"${printable(text, 80)}": the type of a label is one of ${LABEL_TYPES.join(', ')}`]);
}
