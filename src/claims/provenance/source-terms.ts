import type { ProvenanceTerms } from '../../model/attestation.ts';
import { printable } from '../../model/printable.ts';
import { compileGlobs } from '../globs.ts';
import { uriText } from '../uri-text.ts';
import type { Provenance } from './read.ts';
import { parseSource, type Source } from './source.ts';

const TERM = 'provenance.sources';

/**
 * `provenance.sources`: each source that is named must be one of those that are wanted. What only the client of a build
 * says of its files does not count, because whoever starts a build there may say anything.
 */
export function compileSources(
  wanted: NonNullable<ProvenanceTerms['sources']>,
): (provenance: Provenance, tell: (term: string, message: string) => void) => void {
  const matchers = wanted.map(({ repository, ref }) => ({
    repository: compileGlobs([bare(repository)]),
    ref: ref === undefined ? undefined : compileGlobs([ref]),
  }));
  const matches = (source: Source) =>
    matchers.some(
      ({ repository, ref }) =>
        repository.matches(source.repository) &&
        (ref === undefined || (source.ref !== undefined && ref.matches(source.ref))),
    );
  const expected = wanted.map(({ repository, ref }) => at(repository, ref)).join(' or ');
  return ({ sources, clientSource }, tell) => {
    if (sources.length === 0) tell(TERM, nothingNamed(clientSource));
    for (const { address, ref } of sources) {
      const source = parseSource(address, ref);
      if (source === undefined) {
        tell(TERM, `the source ${uriText(address)} is no address that can be read in one way only`);
      } else if (!matches(source)) {
        tell(TERM, `built from ${at(uriText(source.repository), source.ref)}, expected ${printable(expected, 512)}`);
      }
    }
  };
}

/** Authors may write a repository as documents do. */
function bare(glob: string): string {
  return glob.replace(/^git\+/, '').replace(/\.git$/, '');
}

function at(repository: string, ref: string | undefined): string {
  return ref === undefined ? repository : `${repository} at ${printable(ref, 128)}`;
}

function nothingNamed(clientSource: string | undefined): string {
  const message = 'the provenance does not say where the source is from';
  return clientSource === undefined
    ? message
    : `${message}; only the client of the build says ${uriText(clientSource)}, for which the builder does not vouch`;
}
