/** JSON that people can read: objects and lists indented, arrays of numbers on one line. */

const isPlainList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);

/** JSON text of plain values, ending in a newline. Undefined members are left out. */
export function printJson(value: unknown): string {
  return `${print(value, '')}\n`;
}

function print(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null || isPlainList(value)) {
    return JSON.stringify(value);
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  const lines = members.map(([key, v]) => `${inner}${JSON.stringify(key)}: ${print(v, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
