// Advances every walker by many updates θ ← θ + increment(θ, noise), in registers. The random
// numbers of `stepsPerBlock` successive steps come from one block (src/model/draws.ts), and these
// steps are fused; whether a walker has diverged is tested once for them. Where it has, or where a
// submission begins or ends inside a block, the steps are done one by one.

// begin uniform
struct StepUniform {
  key: vec4u,
  walkers: u32,
  firstWalker: u32,
  firstStep: u32,
  endStep: u32,
  sliceStart: u32,
  sliceEnd: u32,
}
// end uniform

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<uniform> u: StepUniform;
@group(0) @binding(1) var<storage, read_write> states: array<u32>;
@group(0) @binding(2) var<storage, read_write> divergedAt: array<atomic<u32>>;
// begin samples
@group(0) @binding(3) var<storage, read> samples: array<f32>;
// end samples

// Sample index ⌊word·n/2³²⌋ for n ≤ 2¹⁶, exact.
fn shortIndex(word: u32, n: u32) -> u32 {
  return high16(high16(word) * n + high16((word & 0xffffu) * n));
}

// The same for any n, from products of 16-bit halves.
fn longIndex(word: u32, n: u32) -> u32 {
  let low = (word & 0xffffu) * (n & 0xffffu);
  let middle = high16(word) * (n & 0xffffu) + high16(low);
  let cross = (word & 0xffffu) * high16(n) + (middle & 0xffffu);
  return high16(word) * high16(n) + high16(middle) + high16(cross);
}

// begin functions
// end functions

// begin random
fn threefry(counter: vec4u, key: vec4u) -> vec4u { return counter ^ key; }
fn normals(words: vec4u) -> vec4f { return vec4f(words); }
fn high16(word: u32) -> u32 { return word >> 16u; }
// end random

// begin access
fn load(walker: u32) -> Bits { return states[walker]; }
fn store(walker: u32, bits: Bits) { states[walker] = bits; }
fn bounds() -> Bits { return 0x7f800000u; }
// end access

// begin law
const stepsPerBlock = 4u;
alias Block = vec4f;
alias Noise = f32;
struct Scalars { rate: f32 }
fn scalarsOf() -> Scalars { return Scalars(0.1); }
fn draw(walker: u32, block: u32) -> Block {
  return normals(threefry(vec4u(walker, block, 0u, 0u), u.key));
}
fn noiseOf(block: Block, j: u32) -> Noise { return block[j]; }
fn update(theta: Point, noise: Noise, scalars: Scalars) -> Point {
  return theta + (noise - scalars.rate * theta);
}
// end law

const signless = Bits(0x7fffffffu);

fn magnitude(theta: Point) -> Bits {
  return bitcast<Bits>(theta) & signless;
}

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let scalars = scalarsOf();
  let bound = bounds();
  for (var i = u.sliceStart + id.x; i < u.sliceEnd; i += groups.x * workgroupSize) {
    let stored = load(i);
    if (any((stored & signless) >= bound)) {
      continue;
    }
    var theta = bitcast<Point>(stored);
    var step = u.firstStep;
    var parked = false;
    for (var block = u.firstStep / stepsPerBlock; step < u.endStep && !parked; block++) {
      let drawn = draw(u.firstWalker + i, block);
      let end = min((block + 1u) * stepsPerBlock, u.endStep);
      if (end - step == stepsPerBlock) {
        var next = theta;
        var reach = Bits(0u);
        // begin fused
        next = update(next, noiseOf(drawn, 0u), scalars);
        reach = max(reach, magnitude(next));
        // end fused
        if (!any(reach >= bound)) {
          theta = next;
          step = end;
          continue;
        }
      }
      for (; step < end; step++) {
        theta = update(theta, noiseOf(drawn, step - block * stepsPerBlock), scalars);
        parked = any(magnitude(theta) >= bound);
        if (parked) {
          break;
        }
      }
    }
    if (parked) {
      atomicAdd(&divergedAt[step + 1u], 1u);
      store(i, Bits(0x7f800000u));
    } else {
      store(i, bitcast<Bits>(theta));
    }
  }
}
