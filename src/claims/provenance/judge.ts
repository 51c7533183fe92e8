import type { ProvenanceTerms } from '../../model/attestation.ts';
import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { anyOf } from '../any-of.ts';
import type { Judge, JudgeOptions } from '../claim.ts';
import { failClosed } from '../fail-closed.ts';
import { compileGlobs } from '../globs.ts';
import { Offences } from '../offences.ts';
import { uriText } from '../uri-text.ts';
import { compileBaseImages, compileDependencies } from './dependencies.ts';
import { type Provenance, readProvenance } from './read.ts';
import { compileSources } from './source-terms.ts';

/** Hears what is wrong; `term` is the field of the policy. */
type Tell = (term: string, message: string) => void;
/** Judges what one field of the policy asks for. */
type JudgeTerm = (provenance: Provenance, tell: Tell) => void;

/** Compiles what provenance must say. @throws Error where a glob or image pattern is none */
export function compileProvenance(terms: ProvenanceTerms, options: JudgeOptions = {}): Judge {
  const judges = judgesOf(terms);
  return failClosed('provenance', (document, { predicateType }) => {
    const provenance = readProvenance(document, predicateType);
    const offences = new Offences(options);
    for (const judge of judges) judge(provenance, (term, message) => offences.add({ term, message }));
    const { finished, builder } = provenance;
    return { ...offences.listed(), maker: builder, ...(finished !== undefined && { claimedTime: finished }) };
  });
}

function judgesOf(terms: ProvenanceTerms): readonly JudgeTerm[] {
  const { buildTypes, sources, parameters = {}, dependencies, baseImages } = terms;
  const judges: JudgeTerm[] = [...builderTerms(terms)];
  if (buildTypes !== undefined) judges.push(buildTypeTerm(buildTypes));
  if (sources !== undefined) judges.push(compileSources(sources));
  for (const [name, glob] of Object.entries(parameters)) judges.push(parameterTerm(name, glob));
  for (const judge of [
    ...(dependencies === undefined ? [] : [compileDependencies(dependencies)]),
    ...(baseImages === undefined ? [] : [compileBaseImages(baseImages)]),
  ]) {
    judges.push((provenance, tell) => judge(provenance.dependencies, tell));
  }
  return judges;
}

/** Of several builders that match, the level of the highest one counts: the policy says it of each of them. */
function builderTerms({ builders, minLevel }: ProvenanceTerms): readonly JudgeTerm[] {
  if (builders === undefined && minLevel === undefined) return [];
  const trusted = (builders ?? []).map(({ id, level }) => ({ level, matches: compileGlobs([id]).matches }));
  const wanted = anyOf((builders ?? []).map(({ id }) => id));
  return [
    ({ builder }, tell) => {
      if (builder === '') {
        tell('provenance.builders', `it names no builder, expected ${wanted}`);
        return;
      }
      const levels = trusted.filter(({ matches }) => matches(builder)).map(({ level }) => level);
      const name = uriText(builder);
      if (builders !== undefined && levels.length === 0) {
        tell('provenance.builders', `built by ${name}, expected ${wanted}`);
      } else if (minLevel !== undefined && !levels.some((level) => level >= minLevel)) {
        const level = levels.length === 0 ? 'no SLSA level' : `SLSA build level ${Math.max(...levels)}`;
        tell(
          'provenance.minLevel',
          `the policy ascribes ${level} to the builder ${name}, expected at least ${minLevel}`,
        );
      }
    },
  ];
}

function buildTypeTerm(globs: readonly string[]): JudgeTerm {
  const { matches, wanted } = compileGlobs(globs);
  return ({ buildType }, tell) => {
    if (!matches(buildType))
      tell('provenance.buildTypes', `the build type is ${uriText(buildType)}, expected ${wanted}`);
  };
}

/** `name` goes into objects at each point; there is no other way to say so, and no list is gone into. */
function parameterTerm(name: string, glob: string): JudgeTerm {
  const path = name.split('.');
  const { matches, wanted } = compileGlobs([glob]);
  return ({ parameters }, tell) => {
    const value = parameterAt(parameters, path);
    const fault = parameterFault(value, matches);
    if (fault !== undefined) {
      tell('provenance.parameters', `the parameter ${printable(name, 128)} ${fault}, expected ${wanted}`);
    }
  };
}

function parameterAt(parameters: JsonObject | undefined, path: readonly string[]): unknown {
  let value: unknown = parameters;
  for (const name of path) value = isObject(value) ? ownField(value, name) : undefined;
  return value;
}

function parameterFault(value: unknown, matches: (text: string) => boolean): string | undefined {
  if (value === undefined || value === null) return 'is missing';
  if (typeof value === 'object') return 'is neither a text nor a number nor a boolean';
  const text = String(value);
  return matches(text) ? undefined : `is "${printable(text, 128)}"`;
}
