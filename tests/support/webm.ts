/** As much of WebM (EBML, RFC 8794) as it takes to tell how long a video is. */

/** Elements that are looked into: Segment, Info, Cluster and BlockGroup. */
const containers = new Set([0x18538067, 0x1549a966, 0x1f43b675, 0xa0]);
const timestamp = 0xe7;
const blocks = new Set([0xa1, 0xa3]);
const duration = 0x4489;

interface Walk {
  cluster: number;
  last: number;
  stated: number;
}

/** Seconds of the last frame, and of the whole as the file states it (0: it does not). */
export function videoSeconds(bytes: Buffer): { last: number; stated: number } {
  const walk: Walk = { cluster: 0, last: 0, stated: 0 };
  visit(bytes, 0, bytes.length, walk);
  return { last: walk.last / 1000, stated: walk.stated / 1000 };
}

function visit(bytes: Buffer, from: number, to: number, walk: Walk): void {
  for (let at = from; at < to; ) {
    const idLength = Math.clz32(bytes[at]) - 23;
    const id = bytes.readUIntBE(at, idLength);
    at += idLength;
    const sizeLength = Math.clz32(bytes[at]) - 23;
    const raw = bytes.subarray(at, at + sizeLength);
    // All ones: a live stream's element, which lasts until its parent ends.
    const isOpen = raw[0] === 2 ** (9 - sizeLength) - 1 && raw.subarray(1).every((b) => b === 255);
    const size = raw.reduce(
      (sum, b, i) => sum * 256 + (i === 0 ? b % 2 ** (8 - sizeLength) : b),
      0,
    );
    at += sizeLength;
    const end = isOpen ? to : Math.min(to, at + size);
    if (id === timestamp) walk.cluster = bytes.readUIntBE(at, size);
    if (id === duration) walk.stated = bytes.readDoubleBE(at);
    if (blocks.has(id)) {
      walk.last = Math.max(walk.last, walk.cluster + bytes.readInt16BE(at + 1));
    }
    // What is open goes on in this very loop.
    if (containers.has(id) && isOpen) continue;
    if (containers.has(id)) visit(bytes, at, end, walk);
    at = end;
  }
}
