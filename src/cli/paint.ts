import { styleText } from 'node:util';
import { type Paint, plain, type Tone } from '../report/text.ts';
import type { Terminal } from './terminal.ts';

const COLOURS = { allowed: 'green', denied: 'red', warned: 'yellow', quiet: 'gray' } as const satisfies Record<
  Tone,
  string
>;

/** ANSI colours, whatever the environment says: the terminal has been asked already. */
const coloured: Paint = (tone, text) => styleText(COLOURS[tone], text, { validateStream: false });

/** Colours where the terminal takes them. */
export function paintFor(terminal: Terminal): Paint {
  return terminal.coloured ? coloured : plain;
}
