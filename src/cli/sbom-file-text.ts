import { aroundText } from '../claims/document.ts';
import type { Paint } from '../report/text.ts';
import type { FileSbom } from './sbom-content.ts';
import { componentTable, contentRows, type SbomTextOptions } from './sbom-text.ts';
import { table } from './text-table.ts';

/** An SBOM in a file, in words. */
export function explainFileSbom({ file, wrappers, sbom }: FileSbom, options: SbomTextOptions, paint: Paint): string {
  return [
    ...table([['file', `${file}${aroundText(wrappers)}`], ...contentRows(sbom, options)]),
    paint('warned', 'no signature was checked: nobody vouches for what the file says'),
    ...section(componentTable(sbom, options)),
    '',
  ].join('\n');
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
