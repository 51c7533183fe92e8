import { line, oneOf, onOff } from '../flag-types.ts';
import { flag, optionalFlag, repeatableFlag } from '../flags.ts';
import { UsageError } from '../usage-error.ts';

/** Flags that other linters have, for `--compat`. */
export const COMPAT_FLAGS = {
  compat: optionalFlag(
    oneOf('TOOL', ['hadolint']),
    'Judge, read settings, report and exit as another tool does: with its rules and ids, and none of ours.',
  ),
  trustedRegistry: repeatableFlag(
    line('REGISTRY', 'a registry such as docker.io or *.example.com'),
    'With --compat hadolint: a registry that images may come from.',
  ),
  requireLabel: repeatableFlag(
    line('NAME:TYPE', 'the name of a label and its type'),
    'With --compat hadolint: a label that images must have.',
  ),
  strictLabels: flag(onOff(), 'false', 'With --compat hadolint: only labels that are required may be there.'),
  disableIgnorePragma: flag(onOff(), 'false', 'With --compat hadolint: comments ignore nothing.'),
  filePathInReport: optionalFlag(line('PATH', 'a path'), 'With --compat hadolint: what the file is called in reports.'),
  noColor: flag(onOff(), 'false', 'No colours, whatever the terminal takes.'),
  verbose: flag(onOff(), 'false', 'With --compat hadolint: taken, and without effect.', { short: 'V' }),
};

/** @throws UsageError where a flag is set that only counts together with --compat */
export function refuseCompatFlags(flags: {
  readonly compat: string | undefined;
  readonly trustedRegistry: readonly string[];
  readonly requireLabel: readonly string[];
  readonly strictLabels: boolean;
  readonly disableIgnorePragma: boolean;
  readonly filePathInReport: string | undefined;
  readonly verbose: boolean;
}): void {
  if (flags.compat !== undefined) return;
  const set = [
    ...(flags.trustedRegistry.length > 0 ? ['--trusted-registry'] : []),
    ...(flags.requireLabel.length > 0 ? ['--require-label'] : []),
    ...(flags.strictLabels ? ['--strict-labels'] : []),
    ...(flags.disableIgnorePragma ? ['--disable-ignore-pragma'] : []),
    ...(flags.filePathInReport === undefined ? [] : ['--file-path-in-report']),
    ...(flags.verbose ? ['--verbose'] : []),
  ];
  if (set.length > 0) throw new UsageError(set.map((name) => `${name} is only for --compat hadolint`));
}
