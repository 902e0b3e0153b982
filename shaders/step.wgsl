// Advances every walker by many updates θ ← θ + increment(θ, noise), in registers. The random
// numbers of `stepsPerBlock` successive steps come from one block (src/model/draws.ts); these steps
// are unrolled, and whether a walker has diverged is tested once for all of them. Software adapters
// run every branch and mask the lanes that are not in it: hence one copy of the update, and loops
// with their test at the end, which otherwise would run their body once more for no lane at all.

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

// begin exits
// Per walker: 0 while it is in the region, else as shaders/firstPassage.wgsl reads it.
@group(0) @binding(4) var<storage, read_write> exits: array<u32>;
fn isInside(theta: Point) -> bool { return theta < 0.0; }
// end exits

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

// begin book
// As src/kernels/losses.ts lays it out.
const bookHead = 13u;
fn noteLost(step: u32, before: Bits) { atomicAdd(&divergedAt[0], 1u); }
// end book

// begin law
const stepsPerBlock = 4u;
alias Block = vec4f;
alias Noise = f32;
struct Scalars { key: vec4u, rate: f32 }
fn scalarsOf() -> Scalars { return Scalars(u.key, 0.1); }
fn draw(walker: u32, block: u32, scalars: Scalars) -> Block {
  return normals(threefry(vec4u(walker, block, 0u, 0u), scalars.key));
}
fn noise0(block: Block) -> Noise { return block.x; }
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
  // A submission is whole blocks, at least one.
  let firstBlock = u.firstStep / stepsPerBlock;
  let endBlock = u.endStep / stepsPerBlock;
  var i = u.sliceStart + id.x;
  if (i >= u.sliceEnd) {
    return;
  }
  loop {
    let walker = u.firstWalker + i;
    var bits = load(i);
    var theta = bitcast<Point>(bits);
    var parkedAt = 0u;
    // Of a walker that gets lost: whether its update is no finite number, and from where.
    var lost = false;
    var before = theta;
    let parked = any((bits & signless) >= bound);
    // begin loadExit
    var exit = exits[i];
    // end loadExit
    var block = firstBlock;
    loop {
      if (parked) {
        break;
      }
      let drawn = draw(walker, block, scalars);
      // begin fused
      let t0 = theta;
      let t1 = update(t0, noise0(drawn), scalars);
      let m1 = magnitude(t1);
      let reach = m1;
      let last = t1;
      let crossed = 1u;
      // end fused
      // begin noteExit
      if (exit == 0u) {
        let left = select(0u, 1u, any(m1 >= bound) | !isInside(t1));
        if (left > 0u) {
          let diverged = any(reach >= bound) & (left == crossed);
          exit = (block * stepsPerBlock + left + 1u) | select(0u, 0x80000000u, diverged);
        }
      }
      // end noteExit
      if (any(reach >= bound)) {
        parkedAt = block * stepsPerBlock + crossed;
        // begin lost
        lost = any(m1 >= Bits(0x7f800000u));
        before = t0;
        // end lost
        // begin removed
        // end removed
        break;
      }
      theta = last;
      continuing {
        block++;
        break if block >= endBlock;
      }
    }
    bits = bitcast<Bits>(theta);
    if (parkedAt > 0u) {
      // begin park
      atomicAdd(&divergedAt[bookHead + parkedAt], 1u);
      bits = Bits(0x7f800000u);
      // end park
      if (lost) {
        noteLost(parkedAt, bitcast<Bits>(before));
      }
    }
    store(i, bits);
    // begin storeExit
    exits[i] = exit;
    // end storeExit
    continuing {
      i += groups.x * workgroupSize;
      break if i >= u.sliceEnd;
    }
  }
}
