import type { DockerfileRule } from '../../model/dockerfile-rule.ts';
import { RULES as BASE_IMAGE } from './base-image/index.ts';
import { RULES as COMMANDS } from './commands/index.ts';
import { RULES as FILES } from './files/index.ts';
import { RULES as LABELS } from './labels/index.ts';
import { RULES as PACKAGES } from './package-managers/index.ts';
import { RULES as RUNTIME } from './runtime/index.ts';
import { RULES as SECRETS } from './secrets/index.ts';
import { RULES as SHELL } from './shell/index.ts';
import { RULES as STAGES } from './stages/index.ts';
import { RULES as VARIABLES } from './variables/index.ts';
import { RULES as WORKLOAD } from './workload/index.ts';

/** Rules that belong together, under the title that readers see. */
export interface DockerfileTopic {
  readonly title: string;
  readonly rules: readonly DockerfileRule[];
}

/** Every built-in rule over Dockerfiles, by topic. */
export const DOCKERFILE_TOPICS: readonly DockerfileTopic[] = [
  { title: 'Base images', rules: BASE_IMAGE },
  { title: 'Stages and the form of the file', rules: STAGES },
  { title: 'What the image runs', rules: RUNTIME },
  { title: 'Secrets', rules: SECRETS },
  { title: 'Files', rules: FILES },
  { title: 'Packages', rules: PACKAGES },
  { title: 'Commands', rules: COMMANDS },
  { title: 'Shell scripts', rules: SHELL },
  { title: 'Variables', rules: VARIABLES },
  { title: 'Labels', rules: LABELS },
  { title: 'The image and the manifests that run it', rules: WORKLOAD },
];

/** Every built-in rule over Dockerfiles. */
export const DOCKERFILE_RULES: readonly DockerfileRule[] = DOCKERFILE_TOPICS.flatMap(({ rules }) => rules);
