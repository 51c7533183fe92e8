import type { SbomTerms } from '../../model/attestation.ts';
import { printable } from '../../model/printable.ts';
import { compileGlob } from '../../parse/glob.ts';
import { anyOf } from '../any-of.ts';
import type { SbomCheck } from './check.ts';
import { FORMAT_NAMES } from './read.ts';
import { nameOfTool } from './tool.ts';

/** Checks the format of a document, and the version of the format. */
export function checkFormats(formats: NonNullable<SbomTerms['formats']>): SbomCheck {
  const wanted = formats.map(({ format, minVersion }) =>
    minVersion === undefined ? FORMAT_NAMES[format] : `${FORMAT_NAMES[format]} ${minVersion} or later`,
  );
  return ({ format, version }, tell) => {
    if (formats.some((each) => each.format === format && !isOlder(version, each.minVersion ?? '0'))) return;
    tell({ term: 'sbom.formats', message: `it is ${FORMAT_NAMES[format]} ${version}, not ${wanted.join(' or ')}` });
  };
}

/** Compares versions of formats, which are numbers with points between them. */
function isOlder(version: string, than: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [at, wanted] of than.split('.').map(Number).entries()) {
    const part = parts[at] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

/** Wants components that have a name. What the document is about is none of them. */
export function checkMinComponents(least: number): SbomCheck {
  return ({ components }, tell) => {
    const named = components.reduce((count, { name }) => (name === '' ? count : count + 1), 0);
    if (named >= least) return;
    const unnamed = components.length - named;
    const rest = unnamed === 0 ? '' : `, and ${unnamed} without a name`;
    tell({ term: 'sbom.minComponents', message: `it lists ${named} components${rest}: fewer than ${least}` });
  };
}

/** Wants every tool that made the document to be one of those; a document that names none does not tell. */
export function checkTools(patterns: readonly string[]): SbomCheck {
  const globs = patterns.map(compileGlob);
  return ({ tools }, tell) => {
    const term = 'sbom.tools';
    if (tools.length === 0)
      tell({ term, message: `it does not name the tool that made it: wanted is ${anyOf(patterns)}` });
    for (const tool of tools) {
      const names = namesOfTool(tool);
      if (globs.some((glob) => names.some(glob))) continue;
      tell({ term, message: `it was made by ${printable(tool, 128)}, not by ${anyOf(patterns)}` });
    }
  };
}

/** A tool with and without its version, and both with and without its vendor. */
function namesOfTool(tool: string): readonly string[] {
  const name = nameOfTool(tool);
  const bare = name.slice(name.lastIndexOf('/') + 1);
  return [tool, name, bare, `${bare}${tool.slice(name.length)}`];
}
