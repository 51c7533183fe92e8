import { resolve } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import type { FileReport, LintTotals, RuleDescription } from '../../model/lint.ts';
import { printable } from '../../model/printable.ts';
import type { LintFormat } from '../../report/lint/format.ts';
import { plain } from '../../report/text.ts';
import { paintFor } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { AnyFormatName } from './format-names.ts';
import { type FormatOwner, formatter } from './formats.ts';
import { fileSink, type Sink, terminalSink } from './sink.ts';

/** As users write standard output. */
const STANDARD_OUTPUT = '-';

/** A format and the file that it goes to; undefined: standard output. */
export interface OutputChoice {
  readonly format: AnyFormatName;
  readonly file: string | undefined;
}

/**
 * The first format goes to the first output and so on, as in hadolint. An output without a format has that for people.
 * @throws UsageError where two would go to the same place
 */
export function outputChoices(
  formats: readonly AnyFormatName[],
  files: readonly string[],
  owner: FormatOwner = 'tidewaiter',
): readonly OutputChoice[] {
  const count = Math.max(formats.length, files.length, 1);
  const choices = Array.from({ length: count }, (_, at) => {
    const file = files[at];
    return {
      format: formats[at] ?? (owner === 'hadolint' ? 'tty' : 'text'),
      file: file === STANDARD_OUTPUT ? undefined : file,
    };
  });
  const taken = new Set<string>();
  for (const { file } of choices) {
    const place = file === undefined ? STANDARD_OUTPUT : resolve(file);
    if (taken.has(place)) throw new UsageError([twice(file)]);
    taken.add(place);
  }
  return choices;
}

function twice(file: string | undefined): string {
  if (file === undefined) return 'two formats would go to standard output: give an --output for each --format but one';
  return `--output "${printable(file, 4_096)}": two formats would go to the same file`;
}

/** What all formats of a run share. */
export interface OutputSettings {
  readonly terminal: Terminal;
  readonly rules: () => readonly RuleDescription[];
  readonly quiet: boolean;
  readonly owner: FormatOwner;
  /** No colours, whatever the terminal takes. */
  readonly plainly: boolean;
}

/** Writes the reports of a run in all formats that were asked for. */
export class Outputs {
  readonly #open: readonly { readonly format: LintFormat; readonly sink: Sink }[];

  private constructor(open: readonly { readonly format: LintFormat; readonly sink: Sink }[]) {
    this.#open = open;
  }

  /** @throws SourceError where a file cannot be written */
  static async start(
    choices: readonly OutputChoice[],
    { terminal, rules, quiet, owner, plainly }: OutputSettings,
  ): Promise<Outputs> {
    const open: { format: LintFormat; sink: Sink }[] = [];
    const outputs = new Outputs(open);
    const settings = { version: packageJson.version, rules, quiet };
    try {
      for (const { format: name, file } of choices) {
        const make = await formatter(name, owner);
        const paint = file === undefined && !plainly ? paintFor(terminal) : plain;
        const format = make({ ...settings, paint });
        const sink = file === undefined ? terminalSink(terminal) : fileSink(file);
        open.push({ format, sink });
        await sink.write(format.start());
      }
    } catch (error) {
      outputs.abandon();
      throw error;
    }
    return outputs;
  }

  async file(report: FileReport): Promise<void> {
    for (const { format, sink } of this.#open) for (const text of format.file(report)) await sink.write(text);
  }

  async finish(totals: LintTotals): Promise<void> {
    for (const { format, sink } of this.#open) {
      await sink.write(format.finish(totals));
      await sink.close();
    }
  }

  /** Leaves files as they were before the run. */
  abandon(): void {
    for (const { sink } of this.#open) sink.abandon();
  }
}
