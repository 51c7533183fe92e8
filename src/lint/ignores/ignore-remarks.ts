import type { Dockerfile } from '../../model/dockerfile.ts';
import type { BuildProblem, Fix } from '../../model/dockerfile-rule.ts';
import { printable } from '../../model/printable.ts';
import { suggest } from '../../model/suggest.ts';
import { ABOUT_IGNORES, type PeersOption } from '../ignore-rules.ts';
import type { Linter } from '../linter.ts';
import { canonicalName, isShellcheckCode } from '../rule-names.ts';
import type { AppliedIgnores, Standing } from './apply-ignores.ts';
import type { Ignore, IgnoreName } from './ignore.ts';
import { removalOf } from './ignore-removal.ts';

/** Hears of a problem of one of the rules about comments. */
type Report = (rule: string, problem: BuildProblem) => void;

/** Who else was asked about the file. */
export interface Asked {
  /** The program ShellCheck was. */
  readonly shellcheck: boolean;
  /** Ids of rules over pods that were, by way of `--admission`. */
  readonly admission: ReadonlySet<string>;
}

const NAME_LENGTH = 64;
/** Unknown names of a file that are compared with all that there are: the others are only said to be unknown. */
const MOST_SUGGESTIONS = 32;

/** Says what is wrong with the comments of a file, once it is known what they took out. */
export class IgnoreRemarks {
  readonly #linter: Linter;
  readonly #dockerfile: Dockerfile;
  readonly #applied: AppliedIgnores;
  /** ShellCheck was run: its codes may be unused. */
  readonly #knowsShellcheck: boolean;
  /** Rules of the cluster that were asked. */
  readonly #asked: ReadonlySet<string>;
  readonly #report: Report;
  #suggestions = 0;
  /** Whether the comment that is looked at has a name that took something out. */
  #hasUsedName = false;

  constructor(
    linter: Linter,
    dockerfile: Dockerfile,
    applied: AppliedIgnores,
    { shellcheck, admission }: Asked,
    report: Report,
  ) {
    this.#linter = linter;
    this.#dockerfile = dockerfile;
    this.#applied = applied;
    this.#knowsShellcheck = shellcheck;
    this.#asked = admission;
    this.#report = report;
  }

  run(): void {
    for (const { ignore, standing } of this.#applied.ignores) {
      this.#report('no-inline-ignore', { message: 'this comment ignores findings', span: ignore.comment });
      if (ignore.reason === '') {
        const message = reasonMessage(ignore, standing);
        this.#report('ignore-needs-reason', { message, span: ignore.comment });
      }
      this.#standing(ignore, standing);
      this.#hasUsedName = ignore.names.some((name) => this.#applied.used.has(name));
      for (const name of ignore.names) this.#name(ignore, name, standing);
      if (ignore.every) this.#every(ignore, standing);
    }
  }

  #standing({ until, comment, fault = '' }: Ignore, standing: Standing): void {
    if (standing.counts) return;
    const span = until ?? comment;
    const { maxDays } = this.#linter.config.ignores;
    if (standing.why === 'fault') {
      this.#report('unknown-ignore', { message: `this comment ignores nothing: ${fault}`, span: comment });
    } else if (standing.why === 'expired') {
      this.#report('expired-ignore', {
        message: `this comment ignores nothing any more: it ended on ${until?.name}`,
        span,
      });
    } else if (standing.why === 'no-end') {
      const message = `this comment ignores nothing: it needs an end that is at most ${maxDays} days away, as a policy demands`;
      this.#report('forbidden-ignore', { message, span });
    } else if (standing.why === 'too-long') {
      const message = `this comment ignores nothing: it ends on ${until?.name}, and a policy allows ${maxDays} days at most`;
      this.#report('forbidden-ignore', { message, span });
    }
  }

  #name(ignore: Ignore, name: IgnoreName, standing: Standing): void {
    const { names, byId } = this.#linter;
    const shown = printable(name.name, NAME_LENGTH);
    const rules = names.rulesNamed(name.name);
    const isShellcheck = isShellcheckCode(name.name);
    const lock = this.#lockOf(name);
    if (lock !== undefined) {
      const policy = lock.policy === undefined ? 'the configuration' : `policy "${lock.policy}"`;
      const message = `${policy} lets no comment ignore "${shown}": its findings stay`;
      this.#report('forbidden-ignore', { message, span: name });
      return;
    }
    if (rules.length === 0 && names.isClusterRule(name.name)) {
      this.#admission(ignore, name, standing);
      return;
    }
    if (rules.length === 0 && !isShellcheck) {
      if (!this.#concerns('unknown-ignore', ignore)) return;
      const message = `there is no rule "${shown}"${this.#suggestion(name.name)}`;
      this.#report('unknown-ignore', { message, span: name });
      return;
    }
    if (!standing.counts || this.#applied.used.has(name) || !this.#concerns('unused-ignore', ignore)) return;
    if (rules.length > 0 && rules.every(({ id }) => ABOUT_IGNORES.has(id))) {
      const message = `no comment can ignore "${shown}", which is about comments: turn it down in a policy`;
      this.#report('unused-ignore', { message, span: name });
      return;
    }
    if (isShellcheck && !this.#knowsShellcheck) return;
    if (!isShellcheck && !rules.some(({ id }) => byId.has(id))) return;
    this.#unused(ignore, name, `nothing here is found by "${shown}", so that there is nothing to ignore`);
  }

  #suggestion(name: string): string {
    this.#suggestions += 1;
    return this.#suggestions > MOST_SUGGESTIONS ? '' : suggest(name, this.#linter.names.names);
  }

  /** A rule of a cluster: only where policies were asked is it known whether it finds anything. */
  #admission(ignore: Ignore, name: IgnoreName, standing: Standing): void {
    if (!this.#asked.has(name.name) || !standing.counts || this.#applied.used.has(name)) return;
    if (!this.#concerns('unused-ignore', ignore)) return;
    this.#unused(ignore, name, `nothing here is found by "${name.name}", so that there is nothing to ignore`);
  }

  #every(ignore: Ignore, standing: Standing): void {
    const lock = this.#applied.forbidden.get(ignore);
    if (this.#applied.forbidden.has(ignore)) {
      const policy = lock === undefined ? 'the configuration' : `policy "${lock}"`;
      const message = `${policy} keeps some rules from comments: their findings stay`;
      this.#report('forbidden-ignore', { message, span: ignore.comment });
    } else if (standing.counts && !this.#applied.used.has(ignore) && this.#concerns('unused-ignore', ignore)) {
      this.#unused(ignore, undefined, 'nothing is found here, so that there is nothing to ignore');
    }
  }

  #unused(ignore: Ignore, name: IgnoreName | undefined, message: string): void {
    const span = name ?? ignore.comment;
    const fix = ignore.by === 'tidewaiter' ? this.#removal(ignore, name) : undefined;
    this.#report('unused-ignore', { message, span, ...(fix && { fix }) });
  }

  #removal(ignore: Ignore, name: IgnoreName | undefined): Fix | undefined {
    const edits = removalOf(this.#dockerfile, ignore, this.#hasUsedName ? name : undefined);
    const title = this.#hasUsedName ? `remove ${name?.name}` : 'remove the comment';
    return edits.length > 0 ? { safety: 'safe', title, edits } : undefined;
  }

  #lockOf(name: IgnoreName): { readonly policy: string | undefined } | undefined {
    const { locks, names } = this.#linter;
    const { forbidden } = this.#applied;
    if (forbidden.has(name)) return { policy: forbidden.get(name) };
    const canonical = canonicalName(name.name);
    if (locks.has(canonical)) return { policy: locks.get(canonical) };
    const rules = names.rulesNamed(name.name);
    const locked = rules.filter(({ id }) => locks.has(id));
    return rules.length > 0 && locked.length === rules.length ? { policy: locks.get(locked[0]?.id ?? '') } : undefined;
  }

  /** Comments of other tools may be meant for these alone. */
  #concerns(rule: string, { by }: Ignore): boolean {
    if (by === 'tidewaiter') return true;
    const variants = this.#linter.byId.get(rule)?.settings.variants ?? [];
    return variants.some(({ options }) => (options as PeersOption).peers === true);
  }
}

function reasonMessage({ by }: Ignore, standing: Standing): string {
  const isDemanded = !standing.counts && standing.why === 'no-reason';
  const message = isDemanded
    ? 'this comment ignores nothing: a policy demands that it says why'
    : 'this comment does not say why';
  return by === 'tidewaiter' ? `${message}; add "-- reason"` : message;
}
