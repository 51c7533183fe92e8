/** A path without the `./` in front that formats with paths below the repository do not want. */
export function relativePath(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '');
}

/** Where a file lies, for SARIF: below the folder of the run, or anywhere. */
export function artifactLocation(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  const uri = relativePath(path).split('/').map(encodeSegment).join('/');
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

/** As RFC 3986 wants a segment: what is neither a letter, a digit nor one of `-._~` in percents. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
