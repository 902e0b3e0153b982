/**
 * NumPy's .npz: a zip of .npy arrays (format version 1.0, little-endian, C order). Dates inside are
 * fixed, so equal arrays give equal bytes.
 */
import { zipSync } from 'fflate';

export interface NamedArray {
  /** Path inside the archive, without ".npy". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array | BigInt64Array;
}

/** One array as .npy bytes: magic, version, padded header, data. */
function encodeNpy({ shape, values }: Omit<NamedArray, 'name'>): Uint8Array {
  const type = values instanceof Float64Array ? '<f8' : '<i8';
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + header.length + 8 * values.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  const start = 10 + header.length;
  if (values instanceof Float64Array) {
    values.forEach((value, i) => {
      view.setFloat64(start + 8 * i, value, true);
    });
  } else {
    values.forEach((value, i) => {
      view.setBigInt64(start + 8 * i, value, true);
    });
  }
  return bytes;
}

/** The arrays as one .npz archive. Names must be unique. */
export function encodeNpz(arrays: readonly NamedArray[]): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const array of arrays) files[`${array.name}.npy`] = encodeNpy(array);
  return zipSync(files, { level: 6, mtime: new Date(1980, 0, 1) });
}
