/** The generator and the normals on the adapter: known answers bit for bit, normals as the twin's. */
import { describe, expect, it } from 'vitest';
import { printRandom, printThreefry, type Rotation } from '../../src/kernels/random.js';
import { normalsFromWords } from '../../src/math/random/normals.js';
import { threefryBlocks } from '../../src/math/random/threefry.js';
import { useAdapter } from '../support/adapter.js';
import { threefryAnswers } from '../support/knownAnswers.js';
import { runOnGpu } from '../support/runOnGpu.js';

const gpu = useAdapter();
const rotations: readonly Rotation[] = ['shift', 'float'];

const bindings = (type: string) => `
@group(0) @binding(0) var<storage, read> given: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> made: array<${type}>;
`;

describe.each(rotations)('with rotations by %s', (rotation) => {
  it.each([13, 20, 72])('Threefry4x32 with %i rounds gives the published words', async (rounds) => {
    const answers = threefryAnswers.filter((answer) => answer.rounds === rounds);
    const input = Uint32Array.from(answers.flatMap(({ counter, key }) => [...counter, ...key]));
    const code = `${bindings('vec4u')}${printThreefry(rounds, rotation)}
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
  made[id.x] = threefry(given[2u * id.x], given[2u * id.x + 1u]);
}`;
    const bytes = await runOnGpu(gpu.device, code, input, 16 * answers.length, answers.length);
    expect(answers.length).toBe(3);
    expect([...new Uint32Array(bytes)]).toEqual(answers.flatMap(({ words }) => words));
  });

  it('gives the words and normals of the twin', async () => {
    const count = 1 << 16;
    const key = Uint32Array.of(0x89abcdef, 0x01234567, 3, 0);
    const code = `${bindings('vec4u')}${printRandom(rotation)}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let words = threefry(vec4u(id.x, 9u, 2u, 1u), given[0]);
  made[2u * id.x] = words;
  made[2u * id.x + 1u] = bitcast<vec4u>(normals(words));
}`;
    const bytes = await runOnGpu(gpu.device, code, key, 32 * count, count / 64);
    const words = new Uint32Array(4 * count);
    threefryBlocks(key, 0, count, 9, 2, 1, words);
    const normals = new Float32Array(4 * count);
    normalsFromWords(words, normals);
    const gotWords = new Uint32Array(bytes);
    const gotNormals = new Float32Array(bytes);
    let wrongWords = 0;
    let worst = 0;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < 4; j++) {
        if (gotWords[8 * i + j] !== words[4 * i + j]) wrongWords++;
        const error = Math.abs(gotNormals[8 * i + 4 + j] - normals[4 * i + j]);
        worst = Math.max(worst, error);
      }
    }
    expect(wrongWords).toBe(0);
    // Fused products and the square root (2.5 units allowed) may change the last places.
    expect(worst).toBeLessThan(4e-6);
  });

  it('takes the upper half of a word', async () => {
    const given = Uint32Array.of(
      0,
      0xffff,
      0x10000,
      0x7fffffff,
      0x80000000,
      0x8000ffff,
      0xfffeffff,
      0xffffffff,
    );
    const code = `${bindings('vec4u')}${printRandom(rotation)}
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
  let words = given[id.x];
  made[id.x] = vec4u(high16(words.x), high16(words.y), high16(words.z), high16(words.w));
}`;
    const bytes = await runOnGpu(gpu.device, code, given, 32, 2);
    expect([...new Uint32Array(bytes)]).toEqual([...given].map((word) => word >>> 16));
  });
});
