import { readSbom } from '../../../src/claims/sbom/read.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Sbom } from '../../../src/model/sbom.ts';

/** CycloneDX 1.6 with these members. */
export function cyclonedx(members: JsonObject): Sbom {
  return readSbom({ bomFormat: 'CycloneDX', specVersion: '1.6', ...members });
}

/** SPDX 2.3 with these members. */
export function spdx(members: JsonObject): Sbom {
  return readSbom({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', ...members });
}
