import { compilePackagePattern, type PackagePattern } from '../packages/package-pattern.ts';

/** The pattern of a package in a policy. @throws Error for what was not checked when the policy was loaded */
export function checkedPattern(text: string): PackagePattern {
  const compiled = compilePackagePattern(text);
  if (!compiled.ok) throw new Error(`${text} is no pattern of packages: ${compiled.reason}`);
  return compiled.pattern;
}
