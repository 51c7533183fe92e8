import type { CommandForm, Instruction } from '../../../src/model/instruction.ts';
import type { Piece } from '../../../src/model/mapped-text.ts';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';

/** Every fault as `line:column rule [text] message`. */
export function faults(text: string): readonly string[] {
  const { faults, positionOf } = parseDockerfile(text);
  return faults.map(({ rule, span, message }) => {
    const { line, column } = positionOf(span.start);
    return `${line}:${column} ${rule} [${text.slice(span.start, span.end)}] ${message}`;
  });
}

/** Rule and place of every fault: `rule [text]`. */
export function faultPlaces(text: string): readonly string[] {
  return parseDockerfile(text).faults.map(({ rule, span }) => `${rule} [${text.slice(span.start, span.end)}]`);
}

/** Every instruction as it reads in one line. */
export function lines(text: string): readonly string[] {
  return parseDockerfile(text).instructions.map(({ line }) => line.text);
}

/** Every instruction with its typed arguments, as lists of words. */
export function typed(text: string): readonly unknown[] {
  return parseDockerfile(text).instructions.map(show);
}

/** The typed arguments of the first instruction. */
export function typedFirst(text: string): unknown {
  return typed(text)[0];
}

function show(instruction: Instruction): unknown {
  const { flags, heredocs } = instruction;
  return [
    instruction.keyword,
    ...flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
    ...argumentsOf(instruction),
    ...heredocs.map(({ name, body, closed }) => `${name}: ${body.text}${closed ? '' : ' (open)'}`),
  ];
}

function argumentsOf(instruction: Instruction): readonly unknown[] {
  switch (instruction.keyword) {
    case 'FROM':
      return texts([instruction.image, instruction.as, instruction.name]);
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return instruction.pairs.map(({ key, value }) => texts([key, value]));
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return [shownCommand(instruction.command)];
    case 'HEALTHCHECK':
      return [
        ...texts([instruction.type]),
        ...(instruction.command === undefined ? [] : [shownCommand(instruction.command)]),
      ];
    case 'ADD':
    case 'COPY':
      return [texts(instruction.sources), ...texts([instruction.target])];
    case 'EXPOSE':
    case 'VOLUME':
      return texts(instruction.words);
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return [instruction.value.text];
    case 'ONBUILD':
      return instruction.inner === undefined ? [] : [show(instruction.inner)];
    case 'UNKNOWN':
      return [instruction.rest.text];
  }
}

function shownCommand(command: CommandForm): unknown {
  return command.form === 'exec' ? command.items.map(({ value }) => value) : command.piece.text;
}

function texts(pieces: readonly (Piece | undefined)[]): readonly string[] {
  return pieces.flatMap((piece) => (piece === undefined ? [] : [piece.text]));
}
