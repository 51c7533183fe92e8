import type { ForeignProblem } from '../../lint/finding.ts';
import type { Build } from '../../model/build.ts';
import { Shellcheck, ShellcheckFailure } from './shellcheck-program.ts';
import { checkedScripts } from './shellcheck-scripts.ts';

const WIKI = 'https://www.shellcheck.net/wiki';

/** What ShellCheck says of some files, or why it says nothing. */
export type ShellcheckAnswer =
  | { readonly ok: true; readonly problems: readonly (readonly ForeignProblem[])[]; readonly cut: readonly number[] }
  | { readonly ok: false; readonly reason: string };

/** Shows the shell scripts of Dockerfiles to the program ShellCheck. */
export class ShellcheckDesk {
  readonly #program: Shellcheck;

  constructor(program: string) {
    this.#program = new Shellcheck(program);
  }

  /** The problems of each build, and which builds have more scripts than were looked at. Never throws. */
  async check(builds: readonly Build[]): Promise<ShellcheckAnswer> {
    const collected = builds.map(checkedScripts);
    const cut = [...collected.keys()].filter((at) => collected[at]?.isCut);
    const scripts = collected.flatMap((one) => one.scripts);
    if (scripts.length === 0) return { ok: true, problems: builds.map(() => []), cut };
    try {
      const [version, comments] = await Promise.all([this.#program.version(), this.#program.check(scripts)]);
      let next = 0;
      const problems = collected.map((one) =>
        one.scripts.flatMap((script) =>
          (comments[next++] ?? []).flatMap(({ line, column, endLine, endColumn, level, code, message }) => {
            const span = script.spanOf({ line, column }, { line: endLine, column: endColumn });
            if (span === undefined) return [];
            const id = `SC${code}`;
            const remediation = `Rewrite the command as the page of ${id} shows (found by ShellCheck ${version})`;
            return [
              { code: id, severity: level, message: sentence(message), remediation, link: `${WIKI}/${id}`, span },
            ];
          }),
        ),
      );
      return { ok: true, problems, cut };
    } catch (error) {
      if (error instanceof ShellcheckFailure) return { ok: false, reason: error.message };
      throw error;
    }
  }
}

/** Messages of ours have no full stop. */
function sentence(message: string): string {
  return message.endsWith('.') ? message.slice(0, -1) : message;
}
