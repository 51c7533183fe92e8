import type { ShellCommand, ShellScript } from '../../model/shell.ts';
import type { KnownNames } from './known-names.ts';
import type { Surroundings } from './shell-command.ts';
import { decodedFrame, maySubstitute } from './shell-frame.ts';
import type { Substitution } from './shell-substitutions.ts';
import type { ScriptSyntax } from './shell-syntax.ts';
import type { ScriptText } from './shell-text.ts';

/** What a part of the syntax tree stands in. */
export interface Place extends Surroundings {
  /** How many groups, loops, substitutions and texts. */
  readonly depth: number;
  /** Part of the pipe that it stands in; its commands belong to this one and to those around it. */
  readonly collector: Collector | undefined;
  readonly dialect: ShellScript['dialect'];
}

/** Commands of one part of a pipe. */
export interface Collector {
  readonly commands: ShellCommand[];
  readonly outer: Collector | undefined;
}

/** What is said of a whole script. */
export interface ScriptSetting {
  readonly dialect: ShellScript['dialect'];
  readonly embedded: ShellCommand['embedded'];
  readonly names: KnownNames;
}

/** The place of a whole script. */
export function atTop(text: string, { dialect, embedded, names }: ScriptSetting): Place {
  return {
    frame: {
      start: 0,
      decodedEnd: undefined,
      embedded,
      level: 0,
      length: text.length,
      maySubstitute: maySubstitute(text),
    },
    depth: 0,
    pipe: undefined,
    pipePlace: 0,
    collector: undefined,
    conditional: false,
    nesting: 0,
    substituted: false,
    dialect,
    names,
  };
}

/** The place of the commands in a substitution: a new script, whose output goes into no pipe around it. */
export function substituted(place: Place, node: Substitution, { source }: ScriptSyntax, depth: number): Place {
  return {
    ...place,
    frame: source === undefined ? place.frame : decodedFrame(place.frame, node.pos, node.end, source),
    depth: depth + 1,
    pipe: undefined,
    pipePlace: 0,
    collector: undefined,
    nesting: place.nesting + 1,
    substituted: true,
  };
}

/** The place of the commands in a text that a command runs. */
export function inText(place: Place, { text, start, end, decoded, dialect }: ScriptText): Place {
  const { frame } = place;
  const isDecoded = decoded || frame.decodedEnd !== undefined;
  return {
    ...place,
    frame: {
      start,
      decodedEnd: isDecoded ? end : undefined,
      embedded: isDecoded ? 'decoded' : 'quoted',
      level: frame.level + 1,
      length: text.length,
      maySubstitute: maySubstitute(text),
    },
    depth: place.depth + 1,
    nesting: place.nesting + 1,
    dialect: dialect ?? place.dialect,
  };
}
