import type { Instruction } from '../../model/instruction.ts';
import type { HadolintRule } from './rule.ts';

const DOCKER_HUB = ['docker.io', 'hub.docker.com'];

/** The rule about registries; undefined where none is configured, because then all are fine. */
export function trustedRegistryRule(trusted: readonly string[]): HadolintRule | undefined {
  if (trusted.length === 0) return undefined;
  const isTrusted = (registry: string) => trusted.some((pattern) => matches(pattern, registry));
  return {
    code: 'DL3026',
    severity: 'error',
    message: 'the image comes from a registry that is not trusted',
    check({ instructions, report }) {
      const stages = new Set<string>();
      for (const instruction of instructions) {
        const isBad = imagesOf(instruction).some((image) => {
          if (image === '' || image === 'scratch' || stages.has(image)) return false;
          const registry = registryOf(image);
          return registry === undefined ? !DOCKER_HUB.some(isTrusted) : !isTrusted(registry);
        });
        if (isBad) report(instruction);
        if (instruction.keyword === 'FROM' && instruction.name !== undefined) stages.add(instruction.name.text);
      }
    },
  };
}

function imagesOf(instruction: Instruction): readonly string[] {
  if (instruction.keyword === 'FROM') return [instruction.image?.text ?? ''];
  if (instruction.keyword === 'COPY') {
    return instruction.flags.filter(({ name }) => name === 'from').map(({ value }) => value ?? '');
  }
  if (instruction.keyword !== 'RUN') return [];
  return instruction.mounts
    .filter(({ type }) => type === 'bind' || type === 'cache')
    .flatMap(({ fields }) => fields.filter(({ key }) => key === 'from').map(({ value }) => value ?? ''));
}

/** `*`, `*suffix`, `prefix*`, or the whole. */
function matches(pattern: string, registry: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return registry.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? registry.startsWith(pattern.slice(0, -1)) : registry === pattern;
}

function registryOf(image: string): string | undefined {
  const slash = image.indexOf('/');
  const first = slash === -1 ? '' : image.slice(0, slash);
  return first.includes('.') || first.includes(':') || first === 'localhost' ? first : undefined;
}
