import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import { hasWord } from './commands.ts';
import { each, eachRun, type HadolintRule, stageKey } from './rule.ts';

const ROOT = /^(?:root|0)(?::|$)/;
const MAX_PORT = 65_535;

/** A second and every further instruction of a kind in a stage. */
function onlyOnce(code: string, severity: HadolintRule['severity'], keyword: Instruction['keyword']): HadolintRule {
  return {
    code,
    severity,
    message: `only the last ${keyword} of a stage counts`,
    check({ instructions, report }) {
      let seen = false;
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') seen = false;
        else if (instruction.keyword === keyword) {
          if (seen) report(instruction);
          seen = true;
        }
      }
    },
  };
}

function isShellForm(instruction: Instruction): boolean {
  if (instruction.keyword === 'HEALTHCHECK') return instruction.command?.form === 'shell';
  return (
    (instruction.keyword === 'CMD' || instruction.keyword === 'ENTRYPOINT') && instruction.command.form === 'shell'
  );
}

function portsOf(text: string): readonly number[] {
  const [range = ''] = text.split('/');
  return range.split('-').map(Number);
}

export const RUNTIME: readonly HadolintRule[] = [
  {
    code: 'DL3002',
    severity: 'warning',
    message: 'the last USER of the stage is root',
    check({ instructions, report }) {
      let last: InstructionOf<'USER'> | undefined;
      let inStage = false;
      const tell = () => {
        if (last !== undefined && last.keyword === 'USER' && ROOT.test(last.value.text)) report(last);
        last = undefined;
      };
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') {
          tell();
          inStage = true;
        } else if (instruction.keyword === 'USER' && inStage) last = instruction as InstructionOf<'USER'>;
      }
      tell();
    },
  },
  each({ code: 'DL3011', severity: 'error', message: `a port is above ${MAX_PORT}` }, 'EXPOSE', (instruction) =>
    (instruction as InstructionOf<'EXPOSE'>).words.some(({ text }) => portsOf(text).some((port) => port > MAX_PORT)),
  ),
  onlyOnce('DL3012', 'error', 'HEALTHCHECK'),
  {
    code: 'DL3025',
    severity: 'warning',
    message: 'the shell form hands signals to a shell: the JSON form does not',
    check({ instructions, report }) {
      for (const instruction of instructions) if (isShellForm(instruction)) report(instruction);
    },
  },
  {
    code: 'DL3043',
    severity: 'error',
    message: 'ONBUILD takes neither ONBUILD nor FROM nor MAINTAINER',
    check({ instructions, report }) {
      for (const instruction of instructions) {
        if (instruction.keyword !== 'ONBUILD') continue;
        const { inner } = instruction;
        if (inner !== undefined && ['ONBUILD', 'FROM', 'MAINTAINER'].includes(inner.keyword)) report(instruction);
      }
    },
  },
  {
    code: 'DL3057',
    severity: 'warning',
    optIn: true,
    message: 'a stage has no HEALTHCHECK',
    check({ instructions, report }) {
      const stages = stagesOf(instructions);
      const good = new Set(stages.filter(({ checked }) => checked));
      for (const stage of stages) if (stage.parent !== undefined && good.has(stage.parent)) good.add(stage);
      for (const stage of stages.toReversed()) {
        if (stage.parent !== undefined && good.has(stage)) good.add(stage.parent);
      }
      for (const stage of stages) if (!good.has(stage)) report(stage.from);
    },
  },
  {
    code: 'DL3066',
    severity: 'info',
    message: 'the user is a name: Kubernetes can tell only from a number that it is not root',
    check({ instructions, report }) {
      const names = new Set<string>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'ARG') for (const { key } of instruction.pairs) names.add(key.text);
        if (instruction.keyword !== 'USER') continue;
        const [user = ''] = (instruction as InstructionOf<'USER'>).value.text.split(':');
        const variable = /^\$\{?(?<name>[A-Za-z_][A-Za-z0-9_]*)/.exec(user)?.groups?.name;
        if (!/^[0-9]+$/.test(user) && (variable === undefined || !names.has(variable))) report(instruction);
      }
    },
  },
  each(
    { code: 'DL4000', severity: 'error', message: 'MAINTAINER is deprecated: a label says it' },
    'MAINTAINER',
    () => true,
  ),
  onlyOnce('DL4003', 'warning', 'CMD'),
  onlyOnce('DL4004', 'error', 'ENTRYPOINT'),
  eachRun(
    { code: 'DL4005', severity: 'warning', message: 'SHELL changes the shell: nothing has to be linked' },
    ({ commands }) => commands.some((command) => command.name === 'ln' && hasWord(command, '/bin/sh')),
  ),
];

interface CheckedStage {
  readonly from: InstructionOf<'FROM'>;
  readonly parent: CheckedStage | undefined;
  checked: boolean;
}

function stagesOf(instructions: readonly Instruction[]): readonly CheckedStage[] {
  const stages: CheckedStage[] = [];
  const byName = new Map<string, CheckedStage>();
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const stage = { from: instruction, parent: byName.get(instruction.image?.text ?? ''), checked: false };
      stages.push(stage);
      byName.set(stageKey(instruction), stage);
    }
    const stage = stages.at(-1);
    if (instruction.keyword === 'HEALTHCHECK' && stage !== undefined) stage.checked = true;
  }
  return stages;
}
