/** The numbers of a .npy array, and its shape. */
export function decodeNpy(bytes: Uint8Array): { shape: number[]; values: number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + view.getUint16(8, true);
  const header = Buffer.from(bytes.subarray(10, start)).toString();
  const shape = /\(([^)]*)\)/.exec(header)![1].split(',').filter(Boolean).map(Number);
  const read = header.includes("'<i8'")
    ? (at: number) => Number(view.getBigInt64(at, true))
    : (at: number) => view.getFloat64(at, true);
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Array.from({ length: count }, (_, i) => read(start + 8 * i)) };
}
