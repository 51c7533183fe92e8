import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { list, number, optional, record } from '../../../model/schema.ts';
import { imageStages } from '../shared/image-stages.ts';
import { readPortWord } from '../shared/ports.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

const BLANKS = /[ \t]+/;

export const disallowSshPort = dockerfileRule<{ readonly ports?: readonly number[] }>({
  id: 'disallow-ssh-port',
  severity: 'warning',
  summary: 'No image exposes the port of an SSH server',
  why: 'An SSH server in a container is a second way in, with keys and users of its own that nobody else limits or records',
  remediation: 'Remove the SSH server from the image and use kubectl exec, kubectl debug or docker exec',
  aliases: { trivy: ['DS-0004'], checkov: ['CKV_DOCKER_1'] },
  options: record('Which ports are those of SSH', {
    ports: optional(
      list(
        'TCP ports that no image may expose (default 22)',
        number('A port', { integer: true, minimum: 1, maximum: 65_535 }),
      ),
    ),
  }),
  compile:
    ({ ports = [22] }) =>
    (build, report) => {
      const exposes = build.of('EXPOSE');
      const { final } = build;
      const refused = (word: string): number | undefined => {
        const { first, last, protocol } = readPortWord(word);
        if (protocol.toLowerCase() !== 'tcp') return undefined;
        return ports.find((port) => first <= port && port <= last);
      };
      if (exposes.length > 0) {
        const shipped = imageStages(build);
        for (const expose of exposes) {
          const stage = build.stageOf(expose);
          if (stage === undefined || !shipped.has(stage)) continue;
          for (const piece of expose.words) {
            const port = textOf(build.expand(expose, piece))?.split(BLANKS).map(refused).find(Boolean);
            if (port === undefined) continue;
            report({
              message: `EXPOSE ${quoted(piece.text)} opens port ${port}, which SSH listens on`,
              span: spanOf(expose, piece),
            });
          }
        }
      }
      const inherited = final?.baseFacts?.exposedPorts?.map(refused).find(Boolean);
      const from = final?.chain.at(-1)?.from;
      if (inherited === undefined || from?.image === undefined) return;
      report({
        message: `the base image ${quoted(from.image.text)} exposes port ${inherited}, which SSH listens on`,
        span: spanOf(from, from.image),
      });
    },
});
