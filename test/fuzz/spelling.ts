import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { Random } from './random.ts';

/** A member that is written once more. */
interface Repeat {
  readonly holder: JsonObject;
  readonly key: string;
  readonly value: unknown;
}

/** Writes a JSON value in one of the many ways that mean the same; a repeated member stands before or after the others. */
export function spell(value: unknown, random: Random, repeat?: Repeat): string {
  if (typeof value === 'string') return spellText(value, random);
  if (typeof value === 'number') return spellNumber(value, random);
  const space = random.chance(0.1) ? random.pick([' ', '\n', '\t', '  ']) : '';
  if (Array.isArray(value)) return `[${value.map((item) => space + spell(item, random, repeat)).join(',')}${space}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const member = (key: string, field: unknown) => {
    return `${space}${spellText(key, random)}${space}:${spell(field, random, repeat)}`;
  };
  const members = Object.entries(value).map(([key, field]) => member(key, field));
  if (value === repeat?.holder) members.splice(random.pick([0, members.length]), 0, member(repeat.key, repeat.value));
  return `{${members.join(',')}${space}}`;
}

function spellText(text: string, random: Random): string {
  if (random.chance(0.8)) return JSON.stringify(text);
  let spelt = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isPlain = unit >= 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c;
    if (isPlain && random.chance(0.5)) spelt += text[at];
    else spelt += `\\u${unit.toString(16).padStart(4, '0')}`;
  }
  return `"${spelt}"`;
}

function spellNumber(value: number, random: Random): string {
  const plain = JSON.stringify(value);
  if (!Number.isInteger(value) || plain.includes('e') || random.chance(0.8)) return plain;
  return random.pick([`${plain}.0`, `${plain}e0`, `${plain}E+0`]);
}
