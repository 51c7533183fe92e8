import { printable } from '../../model/printable.ts';

const MAX_TEXT = 8_192;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What starts a command of a CI runner anywhere in a line: `##[command]`, `##vso[task]`. */
const COMMAND_INSIDE = /##(?=\[|vso\[)/g;

/**
 * Text from outside for XML 1.0, in an attribute or between tags: controls escaped, no character that XML forbids, and
 * nothing that a CI runner would take for a command.
 */
export function xmlText(text: string): string {
  return printable(text, MAX_TEXT)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(COMMAND_INSIDE, '#&#35;');
}

/** Attributes of a tag, in their order. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}
