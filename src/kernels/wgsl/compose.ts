/**
 * Puts generated code into a shader text. A block is marked by two comment lines, `// begin NAME`
 * and `// end NAME`; what stands between them is a stand-in that keeps the file valid WGSL.
 */

const blockPattern = /^([ \t]*)\/\/ begin (\w+)\n([\s\S]*?)^[ \t]*\/\/ end \2$/gm;

/**
 * Replaces the named blocks, indented as their markers are. Throws where a name has no block in
 * `text`, or a block has no name: both are mistakes of the author.
 */
export function compose(text: string, blocks: Readonly<Record<string, string>>): string {
  const left = new Set(Object.keys(blocks));
  const composed = text.replace(blockPattern, (_, indent: string, name: string) => {
    if (!Object.hasOwn(blocks, name)) throw new Error(`shader block ${name} is not filled`);
    left.delete(name);
    return blocks[name]
      .split('\n')
      .map((line) => (line === '' ? line : indent + line))
      .join('\n');
  });
  if (left.size > 0) throw new Error(`shader has no block ${[...left].join(', ')}`);
  return composed;
}
