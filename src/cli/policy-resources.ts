import { checkTextCondition } from '../claims/text-condition.ts';
import { checkTrustedRoot } from '../evidence/trust-root.ts';
import { checkLicenseEntry } from '../packages/license-entry.ts';
import { checkPackagePattern } from '../packages/package-pattern.ts';
import { type PolicyResources, type SecretKey, secretId } from '../policy/resources.ts';
import { readNamedFile } from './named-file.ts';

/** What needs no cluster. */
export const LOCAL_RESOURCES: PolicyResources = {
  readText: readNamedFile,
  checkTrustedRoot,
  checkTextCondition,
  checkPackagePattern,
  checkLicenseEntry,
};

/** The text of an entry of a Secret; rejects with a plain reason. */
export type ReadSecret = (secret: SecretKey) => Promise<string>;

/**
 * What policies for images are loaded with. It is loaded itself only where there are such policies: most of what checks
 * trust roots and patterns would only cost time. Without `readSecret` there is no cluster to ask.
 * @param secrets those that the policies name
 */
export async function policyResources(
  secrets: readonly SecretKey[],
  readSecret: ReadSecret | undefined,
): Promise<PolicyResources> {
  if (readSecret === undefined) return LOCAL_RESOURCES;
  const texts = new Map<string, string | Error>();
  for (const secret of secrets) texts.set(secretId(secret), await textOrError(readSecret, secret));
  return {
    ...LOCAL_RESOURCES,
    secretText: (secret) => {
      const text = texts.get(secretId(secret)) ?? new Error('it was not asked for');
      if (typeof text !== 'string') throw text;
      return text;
    },
  };
}

async function textOrError(readSecret: ReadSecret, secret: SecretKey): Promise<string | Error> {
  try {
    return await readSecret(secret);
  } catch (error) {
    return new Error(Error.isError(error) ? error.message : String(error));
  }
}
