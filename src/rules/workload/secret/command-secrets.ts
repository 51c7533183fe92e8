import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { isFilledIn } from '../../../parse/secret/assignments.ts';
import { looksGenerated } from '../../../parse/secret/generated-values.ts';
import { isKnownHarmless, rememberHarmless } from '../../../parse/secret/harmless-texts.ts';
import { describeKind, namedSecret } from '../../../parse/secret/names.ts';
import { CommandReader, PASSWORD_OPTION } from '../../../parse/secret/options.ts';
import { secretInText } from '../../../parse/secret/patterns.ts';
import { isSecretAs } from '../../../parse/secret/values.ts';
import { listOf, problemAt } from '../shared/fields.ts';
import { type Flaw, flawBecause, UNSEARCHABLE } from './literal-flaw.ts';

/** An option that takes the next argument as its value. */
const OPTION = /^--?[A-Za-z][\w.-]{1,63}$/;

/** Reports the items of a command that have a secret in them. Messages name the place and never the text. */
export function checkCommand(
  workload: Workload,
  container: Container,
  command: unknown,
  field: FieldPath,
  report: Report,
): void {
  const items = listOf(command);
  let reader: CommandReader | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    // In lists of strings the API server reads null as ''.
    if (item === null || item === '') continue;
    let flaw: Flaw | undefined = UNSEARCHABLE;
    if (typeof item === 'string') {
      const isPassword = reader?.reads(item) ?? false;
      reader ??= CommandReader.behind(item);
      if (isKnownHarmless(item) && !isPassword && !isOption(items[index - 1])) continue;
      const why = secretInText(item) ?? valueOfOption(items[index - 1], item);
      flaw = flawBecause(why ?? (isPassword ? PASSWORD_OPTION : undefined));
      // What looks random is none here, and may be a secret as the value of a variable.
      if (flaw === undefined && !isOption(items[index - 1]) && !looksGenerated(item)) rememberHarmless(item);
    }
    if (flaw === undefined) continue;
    const place = `${field.join('.')}[${index}]`;
    const message = `${describeContainer(container)} has ${flaw.what} in ${place}${flaw.why}`;
    report(problemAt(workload, [...container.path, ...field, index], message));
  }
}

function isOption(item: unknown): item is string {
  return typeof item === 'string' && item.startsWith('-') && OPTION.test(item);
}

/** Why an item is taken for the secret that the option before it names: `--password`, `hunter2`. */
function valueOfOption(before: unknown, item: string): string | undefined {
  if (!isOption(before) || item.startsWith('-')) return undefined;
  const kind = namedSecret(before);
  if (isFilledIn(item) || !isSecretAs(kind, item)) return undefined;
  return kind === 'hint'
    ? 'it looks random, like a key'
    : `the option before it says that it is a ${describeKind(kind)}`;
}
