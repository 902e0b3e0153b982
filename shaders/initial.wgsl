// Draws the walkers at step 0, one invocation a walker; a walker beyond its bound is parked at once.

// begin uniform
struct InitialUniform {
  key: vec4u,
  walkers: u32,
  firstWalker: u32,
}
// end uniform

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<uniform> u: InitialUniform;
@group(0) @binding(1) var<storage, read_write> states: array<u32>;
@group(0) @binding(2) var<storage, read_write> divergedAt: array<atomic<u32>>;

// begin functions
// end functions

// begin exits
@group(0) @binding(3) var<storage, read_write> exits: array<u32>;
fn isInside(theta: Point) -> bool { return theta < 0.0; }
// end exits

// begin random
fn threefry(counter: vec4u, key: vec4u) -> vec4u { return counter ^ key; }
fn normals(words: vec4u) -> vec4f { return vec4f(words); }
// end random

// begin access
fn store(walker: u32, bits: Bits) { states[walker] = bits; }
fn bounds() -> Bits { return 0x7f800000u; }
const bookHead = 13u;
// end access

// Block `draw` of walker number `walker` (global), for its initial law.
fn block(walker: u32, draw: u32) -> vec4u {
  return threefry(vec4u(walker, 0u, draw, 1u), u.key);
}

// Uniform in (0, 1), exact in float32 and symmetric about ½.
fn uniformOf(word: u32) -> f32 {
  return (f32(i32(word >> 9u)) + 0.5) * 0x1p-23f;
}

// begin laws
fn draw(walker: u32) -> Point { return normals(block(walker, 0u)).x; }
// end laws

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < u.walkers; i += groups.x * workgroupSize) {
    var bits = bitcast<Bits>(draw(u.firstWalker + i));
    let diverged = any((bits & Bits(0x7fffffffu)) >= bounds());
    // begin noteExit
    if (diverged | !isInside(bitcast<Point>(bits))) {
      exits[i] = 1u | select(0u, 0x80000000u, diverged);
    }
    // end noteExit
    if (diverged) {
      // begin park
      bits = Bits(0x7f800000u);
      atomicAdd(&divergedAt[bookHead], 1u);
      // end park
    }
    store(i, bits);
  }
}
