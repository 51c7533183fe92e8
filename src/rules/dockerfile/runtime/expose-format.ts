import { type BuildProblem, dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { type PortWord, readPortWord } from '../shared/ports.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

const MAX_PORT = 65_535;
/** Other tools do not judge what ends the build, but for the highest port. */
const REFUSED: readonly string[] = [];
const TOO_HIGH = ['DL3011', 'DS-0008'];
const PROTOCOLS = new Set(['tcp', 'udp', 'sctp']);
/** What most words are. */
const GOOD = /^\d{1,5}(?:\/(?:tcp|udp))?$/;
const BLANKS = /[ \t]+/;
const NOT_LITERAL = /[$"'\\`]/;

type Flaw = Pick<BuildProblem, 'message' | 'alias' | 'atMost'> & { readonly instead?: string };

export const exposeFormat = dockerfileRule<object>({
  id: 'expose-format',
  severity: 'error',
  summary: 'EXPOSE names ports of the container, as port/protocol',
  why: 'A port that cannot be ends the build, and an address or a port of the host is dropped without a word',
  remediation: 'Write the port of the container alone, from 1 to 65535, with /udp or /sctp where it is not TCP',
  aliases: { hadolint: ['DL3011'], buildkit: ['ExposeProtoCasing', 'ExposeInvalidFormat'], trivy: ['DS-0008'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const expose of build.of('EXPOSE', { triggers: true })) {
      for (const piece of expose.words) {
        const text = textOf(build.expand(expose, piece));
        if (text === undefined) continue;
        if (GOOD.test(text) && Number.parseInt(text, 10) <= MAX_PORT) continue;
        for (const word of text.split(BLANKS)) {
          for (const { instead, ...problem } of word === '' ? [] : flawsOf(word, readPortWord(word))) {
            const span = spanOf(expose, piece);
            const fix = instead === undefined || NOT_LITERAL.test(piece.text) ? undefined : write(span, instead, piece);
            report({ ...problem, span, ...(fix !== undefined && { fix }) });
          }
        }
      }
    }
  },
});

function flawsOf(word: string, port: PortWord): readonly Flaw[] {
  const refused = refusalOf(word, port);
  if (refused !== undefined) return [{ alias: REFUSED, ...refused }];
  const { protocol, hasHost, own } = port;
  const instead = own.toLowerCase();
  const flaws: Flaw[] = [];
  if (hasHost) {
    const message = `EXPOSE ${quoted(word)} names an address or a port of the host, which Docker drops`;
    flaws.push({ message, alias: 'ExposeInvalidFormat', atMost: 'warning', instead });
  }
  if (protocol !== protocol.toLowerCase()) {
    const message = `EXPOSE ${quoted(word)} has its protocol in capitals`;
    flaws.push({ message, alias: 'ExposeProtoCasing', atMost: 'style', instead });
  }
  return flaws;
}

/** What ends the build. */
function refusalOf(word: string, { first, last, protocol, hasHost, badHost }: PortWord): Flaw | undefined {
  const shown = quoted(word);
  if (Number.isNaN(first) || Number.isNaN(last)) return { message: `EXPOSE ${shown} names no port` };
  if (first > MAX_PORT || last > MAX_PORT) {
    return { message: `EXPOSE ${shown} names a port above ${MAX_PORT}, the highest that there is`, alias: TOO_HIGH };
  }
  if (first > last) return { message: `EXPOSE ${shown} is a range that ends before it begins` };
  if (!PROTOCOLS.has(protocol.toLowerCase())) {
    return { message: `EXPOSE ${shown} has a protocol that is none of tcp, udp and sctp` };
  }
  if (!hasHost || !badHost) return undefined;
  const message = `EXPOSE ${shown} has something in front of the port that is neither an address nor ports of the host`;
  return { message, alias: 'ExposeInvalidFormat' };
}

function write(span: { readonly start: number; readonly end: number }, text: string, { text: before }: Piece): Fix {
  return { safety: 'safe', title: `write ${quoted(text)} instead of ${quoted(before)}`, edits: [{ ...span, text }] };
}
