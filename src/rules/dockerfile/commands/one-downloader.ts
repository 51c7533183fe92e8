import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { baseFamily } from '../shared/base-family.ts';
import { installs } from '../shared/installed.ts';

export const oneDownloader = dockerfileRule<object>({
  id: 'one-downloader',
  severity: 'info',
  summary: 'A stage downloads with curl or with wget, not with both',
  why: 'Each is a package with libraries, vulnerabilities and options of its own, and does nothing that the other cannot do',
  remediation: 'Use one of them everywhere, and do not install the other',
  aliases: { hadolint: ['DL4001'], trivy: ['DS-0014'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const [curls, wgets] = [build.commands('curl'), build.commands('wget')];
    if (curls.length === 0 || wgets.length === 0) return;
    const [curl, wget] = [firstOfStages(build, curls), firstOfStages(build, wgets)];
    const reported = new Set<Stage>();
    for (const stage of build.stages) {
      const [one, other] = [curl.get(stage), wget.get(stage)];
      if (one === undefined && other === undefined) continue;
      const pair = inOrder(build, one ?? beneath(stage, curl), other ?? beneath(stage, wget));
      if (pair === undefined || isOfBusyBox(build, stage, pair)) continue;
      if (stage.chain.some((lower) => reported.has(lower))) continue;
      reported.add(stage);
      const [first, second] = pair;
      report({
        message: `${second.program} does what ${first.program} does in this stage already`,
        span: second.script.spanOf(second.programWord ?? second),
        related: [
          { span: first.script.spanOf(first.programWord ?? first), message: `Here it downloads with ${first.program}` },
        ],
      });
    }
  },
});

/** The first command of each stage that runs for certain: `curl .. || wget ..` takes what there is. */
function firstOfStages(build: Build, commands: readonly ShellCommand[]): ReadonlyMap<Stage, ShellCommand> {
  const first = new Map<Stage, ShellCommand>();
  for (const command of commands) {
    if (command.conditional || command.followedBy === '||') continue;
    const stage = build.stageOf(build.instructionOf(command.script));
    if (stage !== undefined && !first.has(stage)) first.set(stage, command);
  }
  return first;
}

/** The command of the nearest stage that a stage is built on. */
function beneath({ chain }: Stage, first: ReadonlyMap<Stage, ShellCommand>): ShellCommand | undefined {
  for (const stage of chain.slice(1)) {
    const command = first.get(stage);
    if (command !== undefined) return command;
  }
  return undefined;
}

function inOrder(
  build: Build,
  one: ShellCommand | undefined,
  other: ShellCommand | undefined,
): readonly [ShellCommand, ShellCommand] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [at, place] = [build.instructionOf(one.script).index, build.instructionOf(other.script).index];
  const isFirst = at === place ? one.start < other.start : at < place;
  return isFirst ? [one, other] : [other, one];
}

/** Alpine has a wget that needs no package. */
function isOfBusyBox(build: Build, stage: Stage, pair: readonly ShellCommand[]): boolean {
  if (baseFamily(build, stage) !== 'alpine' || !pair.some(({ program }) => program === 'wget')) return false;
  return !installs(build, stage, 'wget');
}
