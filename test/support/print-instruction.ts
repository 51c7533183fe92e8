import type { CommandForm, Instruction, InstructionFlag, Pair } from '../../src/model/instruction.ts';

/** An instruction as text that reads as the same: `escapeMark` is that of the file. Its heredocs must be closed. */
export function printInstruction(instruction: Instruction, escapeMark: string): string {
  const line = printLine(instruction, escapeMark);
  // White space that continues no line, where the last character would.
  const end = line.endsWith(escapeMark) ? '\f\n' : '\n';
  return line + end + instruction.heredocs.map(({ name, body }) => `${body.text}${name}\n`).join('');
}

function printLine(instruction: Instruction, escapeMark: string): string {
  const rest =
    instruction.keyword === 'ONBUILD' && instruction.inner
      ? printLine(instruction.inner, escapeMark)
      : printRest(instruction);
  // Quotes of flags count where heredocs are looked for.
  const isQuoted = !instruction.line.text.includes('<<');
  const flags = instruction.flags.map((flag) => (isQuoted ? printFlag(flag, escapeMark) : flag.whole.text));
  const end = rest.startsWith('--') ? ['--'] : [];
  return [instruction.word.text, ...flags, ...end, rest].filter((text) => text !== '').join(' ');
}

function printFlag({ name, value }: InstructionFlag, escapeMark: string): string {
  const quoted = (text: string) =>
    `"${text.replace(/["\\`]/g, (one) => (one === '"' || one === escapeMark ? escapeMark + one : one))}"`;
  return `--${quoted(name)}${value === undefined ? '' : `=${quoted(value)}`}`;
}

function printRest(instruction: Instruction): string {
  switch (instruction.keyword) {
    case 'FROM':
      return [instruction.image, instruction.as, instruction.name].flatMap((piece) => piece?.text ?? []).join(' ');
    case 'ARG':
      return instruction.pairs.map(printPair).join(' ');
    case 'ENV':
    case 'LABEL':
      if (instruction.legacy) return instruction.pairs.map(({ key, value }) => `${key.text} ${value?.text}`).join('');
      return instruction.pairs.map(printPair).join(' ');
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return printCommand(instruction.command);
    case 'HEALTHCHECK':
      return `${instruction.type?.text} ${instruction.command ? printCommand(instruction.command) : ''}`;
    case 'ADD':
    case 'COPY':
      // Heredocs stand between the sources: they are left where they are.
      if (instruction.heredocs.length > 0 || instruction.line.text.includes('<<')) return instruction.rest.text;
      return printWords(
        [...instruction.sources, ...(instruction.target ? [instruction.target] : [])],
        instruction.json,
      );
    case 'EXPOSE':
    case 'VOLUME':
      return printWords(instruction.words, instruction.json);
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return instruction.value.text;
    case 'ONBUILD':
    case 'UNKNOWN':
      return instruction.rest.text;
  }
}

function printPair({ key, value }: Pair): string {
  return value === undefined ? key.text : `${key.text}=${value.text}`;
}

function printCommand(command: CommandForm): string {
  return command.form === 'exec' ? JSON.stringify(command.items.map(({ value }) => value)) : command.piece.text;
}

function printWords(words: readonly { readonly text: string }[], json: boolean): string {
  const texts = words.map(({ text }) => text);
  return json ? JSON.stringify(texts) : texts.join(' ');
}
