import { Counter, Gauge, type Registry } from 'prom-client';
import type { Decision } from '../model/decision.ts';
import { hasExpired } from '../model/exception.ts';
import type { PolicySet } from '../model/policy.ts';

type Labels = { readonly policy: string; readonly rule: string; readonly action: string };
type Series = { readonly labels: Labels; readonly counter: { inc(): void } };

/** Stands among the names of exceptions, which have no capitals and no spaces. */
const ANNOTATIONS = 'annotations of objects';

/** Metrics whose labels come from the loaded policies, and from nothing else. */
export class PolicyMetrics {
  readonly #info: Gauge<'version'>;
  readonly #findings: Counter<keyof Labels>;
  readonly #waived: Counter<'exception'>;
  #policies: ReadonlySet<string> = new Set();
  #exceptions: PolicySet['exceptions'] = [];
  #waivers: ReadonlySet<string> = new Set();
  #series = new Map<string, Series>();

  /** `today` is the date in UTC: exceptions end without anything being loaded. */
  constructor(registry: Registry, today: () => string) {
    const registers = [registry];
    this.#info = new Gauge({
      name: 'tidewaiter_policy_info',
      help: 'Number of loaded policies, under the version of the set.',
      labelNames: ['version'],
      registers,
    });
    this.#findings = new Counter({
      name: 'tidewaiter_findings_total',
      help: 'Findings in validating reviews.',
      labelNames: ['policy', 'rule', 'action'],
      registers,
    });
    this.#waived = new Counter({
      name: 'tidewaiter_waived_findings_total',
      help: `Findings in validating reviews that exceptions took out; "${ANNOTATIONS}" are those of other tools.`,
      labelNames: ['exception'],
      registers,
    });
    const states: Gauge<'state'> = new Gauge({
      name: 'tidewaiter_exceptions',
      help: 'Number of loaded exceptions that apply, and of those that have expired.',
      labelNames: ['state'],
      registers,
      collect: () => {
        const expired = this.#exceptions.filter(({ expires }) => hasExpired(expires, today())).length;
        states.set({ state: 'active' }, this.#exceptions.length - expired);
        states.set({ state: 'expired' }, expired);
      },
    });
  }

  /** Makes a series for each rule of this set and forgets those of rules that are gone. */
  load({ version, policies, exceptions }: PolicySet): void {
    this.#info.reset();
    this.#info.set({ version }, policies.length);
    this.#loadExceptions(exceptions);
    const last = this.#series;
    this.#policies = new Set(policies.map(({ name }) => name));
    this.#series = new Map();
    for (const { name, rules } of policies) {
      for (const { id, action } of rules) this.#seriesOf({ policy: name, rule: id, action });
    }
    for (const [key, { labels }] of last) {
      if (!this.#series.has(key)) this.#findings.remove(labels);
    }
  }

  /** Counts go on where the exception is still there. */
  #loadExceptions(exceptions: PolicySet['exceptions']): void {
    const last = this.#waivers;
    this.#exceptions = exceptions;
    this.#waivers = new Set([...exceptions.map(({ name }) => name), ANNOTATIONS]);
    for (const exception of last) if (!this.#waivers.has(exception)) this.#waived.remove({ exception });
    for (const exception of this.#waivers) this.#waived.inc({ exception }, 0);
  }

  count({ findings, waived }: Pick<Decision, 'findings' | 'waived'>): void {
    for (const finding of findings) {
      if (this.#policies.has(finding.policy)) this.#seriesOf(finding).counter.inc();
    }
    for (const { waiver } of waived) {
      const exception = 'exception' in waiver ? waiver.exception : ANNOTATIONS;
      if (this.#waivers.has(exception)) this.#waived.inc({ exception });
    }
  }

  #seriesOf({ policy, rule, action }: Labels): Series {
    const key = `${policy}/${rule}/${action}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const labels = { policy, rule, action };
    this.#findings.inc(labels, 0);
    const series = { labels, counter: this.#findings.labels(labels) };
    this.#series.set(key, series);
    return series;
  }
}
