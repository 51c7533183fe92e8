import type { Report } from '../model/problem.ts';
import type { Offence } from './condition.ts';
import type { Effort } from './effort.ts';
import type { Element, Quantified } from './for-each.ts';
import type { Saying } from './template.ts';
import { HOLDS } from './verdict.ts';

/** Offending places that one rule reports for one object. */
const MAX_PLACES = 100;

/** Reports one problem for each place of a subject that breaks a rule. Nothing is built while the rule holds. */
export function checkPlaces<Subject>(
  quantified: Quantified<Subject>,
  effort: Effort,
  message: () => Saying,
): (subject: Subject, report: Report) => void {
  return (subject, report) => {
    effort.renew();
    if (quantified.judge(subject) === HOLDS) return;
    effort.renew();
    const say = message();
    const told = new Set<string>();
    quantified.explain(subject, (offence, element) => {
      const text = describe(offence, element, say);
      const key = `${offence.place}\n${text}`;
      if (told.has(key)) return true;
      if (told.size === MAX_PLACES) {
        // Of the object, not of a place in it: an exception for the places before must not hide those that are left.
        report({ message: `more than ${MAX_PLACES} places break this rule; the rest is not listed`, path: [] });
        return false;
      }
      told.add(key);
      report({ message: text, path: offence.path });
      return true;
    });
    if (told.size === 0) throw new Error('the rule was broken, and then it was not');
  };
}

function describe({ place, value, note }: Offence, { root, name }: Element, say: Saying): string {
  const text = say({ value, path: place === '' ? '$' : place, name, root });
  return note === undefined ? text : `${text} (${note})`;
}
