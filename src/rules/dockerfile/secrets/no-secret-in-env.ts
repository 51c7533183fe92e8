import type { Build, Stage } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { ArgInstruction, Pair, PairsInstruction } from '../../../model/instruction.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { looksGenerated } from '../../../parse/secret/generated-values.ts';
import { describeKind, type NamedSecret, namedSecret } from '../../../parse/secret/names.ts';
import { literalSecret, secretInText } from '../../../parse/secret/patterns.ts';
import { looksRandom } from '../../../parse/secret/randomness.ts';
import { compileNameGlobs, NAME_GLOB } from '../../workload/shared/name-globs.ts';
import { imageStages } from '../shared/image-stages.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** The words that BuildKit takes for a secret, between underscores. */
const HINT = /(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
/** What BuildKit lets pass with these in its name. */
const OPEN = /(?:^|_)(?:public|file|version)(?:_|$)/i;
/** Values that say that they are none. */
const STAND_IN =
  /^(?:dummy|example|fake|foo|bar|mock|placeholder|sample|stub|tbd|todo|unused|replace[-_ ]?(?:me|this)|your[-_ ].{1,64}|(?:dummy|example|fake|test)[-_ ].{1,64})$/i;
const VARIABLE = /\$\{?([A-Za-z_]\w{0,127})/g;

/** A value that stands in for one that is missing. */
const DEFAULT = /\$\{\w{1,128}:?[-+]/;

type Setter = ArgInstruction | PairsInstruction;
type Flaw = Pick<BuildProblem, 'message' | 'atMost'>;

export const noSecretInEnv = dockerfileRule<{ readonly allow?: readonly string[] }>({
  id: 'no-secret-in-env',
  severity: 'error',
  summary: 'No ENV or ARG holds a secret',
  why: 'Everybody who can pull the image reads its variables, and its history shows the build arguments of each RUN',
  remediation:
    'Take the secret with RUN --mount=type=secret while building, or from the environment of the container, and replace what leaked',
  aliases: {
    hadolint: ['DL3064'],
    buildkit: ['SecretsUsedInArgOrEnv'],
    trivy: ['DS-0031'],
    checkov: ['CKV_DOCKER_1005'],
    dockle: ['CIS-DI-0010'],
  },
  hidesSecrets: true,
  options: record('What is not taken for a secret', {
    allow: optional(list('Globs of variables that are not looked at (default none)', NAME_GLOB)),
  }),
  compile({ allow = [] }) {
    const isAllowed = compileNameGlobs(allow);
    return (build, report) => {
      const judge = (setter: Setter): void => {
        for (const pair of setter.pairs) {
          const name = textOf(build.expand(setter, pair.key)) ?? pair.key.text;
          if (isAllowed(name)) continue;
          const stage = build.stageOf(setter);
          const flaw = pair.value === undefined ? bareFlaw(name, stage) : flawOf(build, setter, pair, name);
          if (flaw === undefined) continue;
          const isHidden = flaw.atMost !== undefined && (stage === undefined || !imageStages(build).has(stage));
          const secrets = pair.value === undefined ? [] : [spanOf(setter, pair.value)];
          report({ ...flaw, span: spanOf(setter, pair.key), secrets, ...(isHidden && { atMost: 'info' }) });
        }
      };
      for (const env of build.of('ENV', { triggers: true })) judge(env);
      for (const arg of build.of('ARG', { triggers: true })) judge(arg);
    };
  },
});

/** ARG without a value: whoever builds is asked for one. In front of the first FROM, it reaches nothing but FROM. */
function bareFlaw(name: string, stage: Stage | undefined): Flaw | undefined {
  const kind = kindOf(name);
  if (stage === undefined || kind === 'nothing' || (kind === 'hint' && !HINT.test(name))) return undefined;
  const what = kind === 'hint' ? 'secret' : describeKind(kind);
  return { message: `ARG ${quoted(name)} asks for a ${what}, which stays in the history of the image`, atMost: 'info' };
}

function kindOf(name: string): NamedSecret {
  return OPEN.test(name) ? 'nothing' : namedSecret(name);
}

function flawOf(build: Build, setter: Setter, { value: piece }: Pair, name: string): Flaw | undefined {
  if (piece === undefined) return undefined;
  const isLiteral = !piece.text.includes('$');
  const text = isLiteral || DEFAULT.test(piece.text) ? textOf(build.expand(setter, piece)) : undefined;
  const byForm = !isLiteral || text === undefined || OPEN.test(name);
  // Names count only for values that stand there as they are.
  const why = byForm ? secretInText(text ?? piece.text) : literalSecret(name, text);
  if (why === undefined) return isLiteral ? undefined : handedOn(build, setter, piece.text, name);
  const message = `${setter.keyword} ${quoted(name)} holds a secret: ${why}`;
  if (byForm || secretInText(text) !== undefined) return { message };
  if (STAND_IN.test(text)) return undefined;
  const looksReal = looksGenerated(text) || looksRandom(text);
  return { message, ...(!looksReal && { atMost: 'warning' }) };
}

/** ENV that keeps what a build argument brought, under the name of a secret. */
function handedOn(build: Build, setter: Setter, text: string, name: string): Flaw | undefined {
  const kind = kindOf(name);
  if (setter.keyword !== 'ENV' || kind === 'nothing' || kind === 'hint') return undefined;
  for (const [, variable = ''] of text.matchAll(VARIABLE)) {
    if (build.variableAt(setter, variable)?.source !== 'arg') continue;
    const message = `ENV ${quoted(name)} keeps the build argument ${quoted(variable)} in the image, and its name says that it is a ${describeKind(kind)}`;
    return { message, atMost: 'warning' };
  }
  return undefined;
}
