/** A table in Markdown. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}

/** A page with what stands between two comments replaced. */
export function withBlock(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `\n<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for the generated block "${name}"`);
  return page.slice(0, from + start.length) + content + page.slice(to);
}
