import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { lastExpose, portsOf } from './declared-ports.ts';
import { baseSpan, inManifest, pairCheck } from './pairs.ts';

export const podPortExposed = dockerfileRule<object>({
  id: 'pod-port-exposed',
  severity: 'info',
  summary: 'Ports that manifests give to containers of the image are exposed by it',
  why: 'EXPOSE says what the process listens on: a port that only the manifest knows is often a slip, and then nothing answers there',
  remediation: 'Correct the containerPort of the manifest, or add the port to EXPOSE',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { exposedPorts } = pair.facts;
      if (!exposedPorts.known) return;
      for (const { port, protocol, path } of portsOf(pair)) {
        if (exposedPorts.value.has(`${port}/${protocol}`)) continue;
        const others = [...exposedPorts.value.keys().take(4)].join(', ');
        const exposed = others === '' ? 'exposes no port' : `exposes ${others}`;
        report({
          message: `${pair.who} declares port ${port}/${protocol}, and the image ${exposed}`,
          span: lastExpose(pair) ?? baseSpan(pair.final),
          ...inManifest(pair, path, `port ${port} is declared here`),
        });
      }
    }),
});
