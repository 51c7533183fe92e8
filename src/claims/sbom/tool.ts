/** The name of a tool without its version: `npm/cli` of `npm/cli@11.6.2`. A scope begins with `@` as well. */
export function nameOfTool(tool: string): string {
  const at = tool.lastIndexOf('@');
  return at > 0 ? tool.slice(0, at) : tool;
}
