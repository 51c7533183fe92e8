import {
  type DockerfilePolicy,
  FAIL_LEVELS,
  type FailLevel,
  type IgnoreTerms,
  type LintLayerPart,
  type LintRuleSetting,
} from '../model/lint-policy.ts';
import { OLDEST_RULESET, type Ruleset } from './rulesets.ts';

/** Everything that decides what the linter says of a file, but for the file. */
export interface LintConfig {
  /** Absent: every rule at its own severity, and none is a preview: for tests and examples. */
  readonly ruleset?: Ruleset;
  /** From the weakest layer to the strongest: what a later one says of a rule replaces what an earlier one says. */
  readonly layers: readonly (readonly LintRuleSetting[])[];
  /** Rules, by id or alias, that no comment may ignore, and the policies that say so. */
  readonly forbidIgnores: readonly { readonly rule: string; readonly policy?: string }[];
  readonly ignores: IgnoreTerms;
  readonly failOn: FailLevel;
  /** Values of build arguments; those of the command line are in `BuildInputs` and win. */
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Comments that ignore findings are not looked at. */
  readonly honoursIgnores: boolean;
}

/** A run fails at findings from this severity on where nobody says more. */
const DEFAULT_FAIL_LEVEL: FailLevel = 'warning';

/** The rules as they are: no rule set, no policy. */
export const PLAIN_CONFIG: LintConfig = {
  layers: [],
  forbidIgnores: [],
  ignores: { requireReason: false },
  failOn: DEFAULT_FAIL_LEVEL,
  buildArgs: new Map(),
  honoursIgnores: true,
};

/** Documents of one source, or what the command line says; in a layer the strictest wins. */
export type LintLayer = readonly (LintLayerPart & { readonly name?: string })[];

/** A layer of a source that has no policies of its own: LintSettings, flags, a foreign configuration. */
export function layerOf(part: Partial<LintLayerPart>): LintLayer {
  return [{ rules: [], forbidIgnores: [], ignores: { requireReason: false }, buildArgs: new Map(), ...part }];
}

/**
 * Joins layers, the weakest first: `.tidewaiter.yaml`, the policy folder, the command line. Later layers win over earlier
 * ones in what they say; what is forbidden stays forbidden, and terms for ignores only become stricter.
 * @param rulesets by name; a name that is not among them counts as the oldest one (loading complains of it)
 */
export function joinLayers(layers: readonly LintLayer[], rulesets: ReadonlyMap<string, Ruleset>): LintConfig {
  const parts = layers.flat();
  const lastSaid = <T>(pick: (layer: LintLayer) => T | undefined): T | undefined =>
    layers.map(pick).findLast((value) => value !== undefined);
  const named = lastSaid((layer) => layer.map(({ ruleset }) => ruleset).findLast((name) => name !== undefined));
  return {
    ruleset: rulesets.get(named ?? '') ?? OLDEST_RULESET,
    layers: layers.map((layer) => layer.flatMap(({ name, rules }) => rules.map((rule) => withPolicy(rule, name)))),
    forbidIgnores: parts.flatMap(({ name, forbidIgnores }) =>
      forbidIgnores.map((rule) => ({ rule, ...(name !== undefined && { policy: name }) })),
    ),
    ignores: strictestTerms(parts.map(({ ignores }) => ignores)),
    failOn: lastSaid(strictestFailLevel) ?? DEFAULT_FAIL_LEVEL,
    buildArgs: new Map(parts.flatMap(({ buildArgs }) => [...buildArgs])),
    honoursIgnores: !parts.some(({ ignoresNoComments }) => ignoresNoComments),
  };
}

function withPolicy(setting: LintRuleSetting, name: string | undefined): LintRuleSetting {
  return name === undefined ? setting : { ...setting, policy: name };
}

function strictestTerms(terms: readonly IgnoreTerms[]): IgnoreTerms {
  const days = terms.map(({ maxDays }) => maxDays ?? Number.POSITIVE_INFINITY);
  const fewest = days.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return {
    requireReason: terms.some(({ requireReason }) => requireReason),
    ...(Number.isFinite(fewest) && { maxDays: fewest }),
  };
}

/** `style` fails on most, and is the strictest. */
function strictestFailLevel(layer: LintLayer): FailLevel | undefined {
  const order: readonly FailLevel[] = ['none', ...FAIL_LEVELS.filter((level) => level !== 'none')];
  return layer
    .map(({ failOn }) => failOn)
    .filter((level) => level !== undefined)
    .reduce<FailLevel | undefined>(
      (strictest, level) =>
        strictest === undefined || order.indexOf(level) > order.indexOf(strictest) ? level : strictest,
      undefined,
    );
}

/** The policies of a folder that are about a file. */
export function policiesFor(policies: readonly DockerfilePolicy[], path: string): LintLayer {
  return policies.filter((policy) => policy.matches(path));
}
