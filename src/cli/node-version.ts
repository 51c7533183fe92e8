/**
 * Whether `version` (`v24.15.0`) lies in `range`: the part of npm's range syntax that package.json's
 * `engines` uses, which is `^a.b.c` or `>=a.b.c`, joined by `||`. Numbers left out are 0.
 *
 * @throws Error where `range` says anything else
 */
export function inRange(version: string, range: string): boolean {
  const release = numbers(version.replace(/^v/, ''));
  return range.split('||').some((alternative) => {
    const match = /^(\^|>=)([0-9.]+)$/.exec(alternative.trim());
    if (match === null) throw new Error(`cannot read the Node.js version range "${range}"`);
    const floor = numbers(String(match[2]));
    return !isBelow(release, floor) && (match[1] === '>=' || release[0] === floor[0]);
  });
}

/** What to tell a user whose Node.js is outside `range`, in one line; undefined when it is inside. */
export function versionComplaint(version: string, range: string): string | undefined {
  if (inRange(version, range)) return undefined;
  return (
    `tidewaiter needs Node.js ${range} and this is ${version}; ` +
    'in a checkout, run it on the pinned Node.js with: npx node dist/tidewaiter.js'
  );
}

function numbers(text: string): number[] {
  return text.split('.').map((part) => Number.parseInt(part, 10));
}

function isBelow(release: readonly number[], floor: readonly number[]): boolean {
  for (let index = 0; index < 3; index++) {
    const difference = (release[index] || 0) - (floor[index] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
