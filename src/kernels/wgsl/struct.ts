/**
 * A uniform struct declared once: its WGSL text, its layout by WGSL's rules for the uniform address
 * space, and a writer. Only the types that the kernels use.
 */

const layouts = {
  u32: { size: 4, align: 4, count: 1 },
  f32: { size: 4, align: 4, count: 1 },
  vec2u: { size: 8, align: 8, count: 2 },
  vec2f: { size: 8, align: 8, count: 2 },
  vec4u: { size: 16, align: 16, count: 4 },
  vec4f: { size: 16, align: 16, count: 4 },
  mat4x4f: { size: 64, align: 16, count: 16 },
} as const satisfies Record<string, { size: number; align: number; count: number }>;

export type FieldType = keyof typeof layouts;
export type FieldValue<T extends FieldType> = T extends 'u32' | 'f32' ? number : readonly number[];
export type Fields = Readonly<Record<string, FieldType>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: FieldValue<F[K]> };

export interface Struct<F extends Fields> {
  /** The declaration in WGSL. */
  readonly wgsl: string;
  readonly byteSize: number;
  readonly byteOffsets: { readonly [K in keyof F]: number };
  /** The bytes of one value; u32 fields wrap, f32 fields round; matrices by columns. */
  write(values: Values<F>): ArrayBuffer;
}

const roundUp = (n: number, multiple: number) => Math.ceil(n / multiple) * multiple;

/** Lays out `fields` in the order given. The names become WGSL identifiers: they must be ours. */
export function defineStruct<const F extends Fields>(name: string, fields: F): Struct<F> {
  const entries = Object.entries(fields);
  const byteOffsets: Record<string, number> = {};
  let end = 0;
  for (const [field, type] of entries) {
    byteOffsets[field] = roundUp(end, layouts[type].align);
    end = byteOffsets[field] + layouts[type].size;
  }
  const byteSize = roundUp(end, Math.max(...entries.map(([, type]) => layouts[type].align)));
  return {
    wgsl: `struct ${name} {\n${entries.map(([field, type]) => `  ${field}: ${type},\n`).join('')}}`,
    byteSize,
    byteOffsets: byteOffsets as { [K in keyof F]: number },
    write(values) {
      const view = new DataView(new ArrayBuffer(byteSize));
      for (const [field, type] of entries) {
        const value: number | readonly number[] = values[field];
        const components = typeof value === 'number' ? [value] : value;
        const { count } = layouts[type];
        if (components.length !== count) {
          throw new Error(`${name}.${field} takes ${count} components, got ${components.length}`);
        }
        components.forEach((component, i) => {
          const offset = byteOffsets[field] + 4 * i;
          if (type.endsWith('f') || type === 'f32') view.setFloat32(offset, component, true);
          else view.setUint32(offset, component, true);
        });
      }
      return view.buffer;
    },
  };
}
