// Sums over the walkers that have not diverged of θ − about and of the products of its components,
// one partial sum a workgroup; the host adds these in float64. With a point near the mean, which
// shaders/cellMean.wgsl finds, they lose nothing to cancellation.

// begin uniform
struct MomentsUniform {
  walkers: u32,
}
// end uniform

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<uniform> u: MomentsUniform;
@group(0) @binding(1) var<storage, read> states: array<u32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;
@group(0) @binding(3) var<storage, read> about: array<f32>;

// begin access
fn load(walker: u32) -> Bits { return states[walker]; }
fn bounds() -> Bits { return 0x7f800000u; }
// end access

// begin terms
fn shift() -> Point { return about[0]; }
struct Terms { t0: f32, t1: f32 }
const termCount = 2u;
fn termsOf(x: Point) -> Terms { return Terms(x, x * x); }
fn plus(a: Terms, b: Terms) -> Terms { return Terms(a.t0 + b.t0, a.t1 + b.t1); }
fn write(at: u32, t: Terms) { partials[at] = t.t0; partials[at + 1u] = t.t1; }
// end terms

const workgroupSize = 64u;
var<workgroup> tree: array<Terms, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let centre = shift();
  var sum = Terms();
  for (var i = id.x; i < u.walkers; i += groups.x * workgroupSize) {
    let bits = load(i);
    if (!any((bits & Bits(0x7fffffffu)) >= bounds())) {
      sum = plus(sum, termsOf(bitcast<Point>(bits) - centre));
    }
  }
  tree[local] = sum;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (local < half) {
      tree[local] = plus(tree[local], tree[local + half]);
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    write(group.x * termCount, tree[0]);
  }
}
