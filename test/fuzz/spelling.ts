import type { Random } from './random.ts';

/** Writes a JSON value in one of the many ways that mean the same. */
export function spell(value: unknown, random: Random): string {
  if (typeof value === 'string') return spellText(value, random);
  if (typeof value === 'number') return spellNumber(value, random);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const space = random.chance(0.1) ? random.pick([' ', '\n', '\t', '  ']) : '';
  if (Array.isArray(value)) return `[${value.map((item) => space + spell(item, random)).join(',')}${space}]`;
  const members = Object.entries(value).map(([key, field]) => {
    return `${space}${spellText(key, random)}${space}:${spell(field, random)}`;
  });
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
