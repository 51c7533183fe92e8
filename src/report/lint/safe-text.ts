import { printable } from '../../model/printable.ts';

/** Longer than any message of a rule and any path that a file system takes. */
const MAX_TEXT = 8_192;

/** What starts a command of a CI runner anywhere in a line: `##[command]`, `##vso[task]`. */
const COMMAND_INSIDE = /##(?=\[|vso\[)/g;

/** What starts a workflow command of GitHub at the head of a line, blanks in front of it or not. */
const COMMAND_AT_HEAD = /^\s*::/;

/** Text from outside for a line of a terminal or log: one line, in which nothing reads as a command to a CI runner. */
export function shown(text: string): string {
  return disarmed(printable(text, MAX_TEXT));
}

/** Text in which nothing reads as a command that may stand inside of a line. */
export function disarmed(text: string): string {
  return text.replace(COMMAND_INSIDE, '#\\u{23}');
}

/** A path from outside that may stand at the head of a line. It still leads to the file. */
export function shownPath(path: string): string {
  return shown(COMMAND_AT_HEAD.test(path) ? `./${path}` : path);
}
