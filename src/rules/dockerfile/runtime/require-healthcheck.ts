import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { imageStages } from '../shared/image-stages.ts';
import { spanOf } from '../shared/spans.ts';

export const requireHealthcheck = dockerfileRule<object>({
  id: 'require-healthcheck',
  severity: 'info',
  optIn: true,
  summary: 'The image says with HEALTHCHECK how to tell whether it works',
  why: 'Docker and Swarm take a container for healthy as long as its process runs, whatever it answers',
  remediation: 'Add HEALTHCHECK CMD, or HEALTHCHECK NONE where others look after the container',
  aliases: { hadolint: ['DL3057'], trivy: ['DS-0026'], checkov: ['CKV_DOCKER_2'], dockle: ['CIS-DI-0006'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { final } = build;
    if (final?.from?.image === undefined || final.baseFacts?.hasHealthcheck === true) return;
    const shipped = imageStages(build);
    for (const check of build.of('HEALTHCHECK')) {
      const stage = build.stageOf(check);
      if (stage !== undefined && shipped.has(stage)) return;
    }
    report({ message: 'the final stage has no HEALTHCHECK', span: spanOf(final.from, final.from.image) });
  },
});
