// What a snapshot says of the walkers, from one reading of them: how many are in each cell, outside
// and diverged, and for each workgroup the sums of θ − centre and of the products of its components
// over those that have not diverged. The centre is the first such walker that the workgroup meets:
// a draw of the law itself lies within a few standard deviations of the mean, so that the float32
// sums lose nothing to cancellation. The host adds up the workgroups in float64. Up to 1024 cells
// each workgroup counts for itself and adds up at the end; beyond, all count in one place. Cell
// rule: src/math/float32Cells.ts.

// begin uniform
struct SnapshotUniform {
  walkers: u32,
}
// end uniform

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<uniform> u: SnapshotUniform;
@group(0) @binding(1) var<storage, read> states: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;

// begin access
fn load(walker: u32) -> Bits { return states[walker]; }
fn bounds() -> Bits { return 0x7f800000u; }
// end access

// begin cells
const bins = 4u;
const outsideBin = 2u;
@group(0) @binding(4) var<storage, read> edges: array<f32>;
fn isOnGrid(theta: Point) -> bool { return all((theta >= Point(-1.0)) & (theta < Point(1.0))); }
fn cellOf(theta: Point) -> u32 { return u32(theta >= edges[1]); }
// end cells

// begin terms
// The walkers, the sums of θ − centre, the sums of products.
struct Terms { t0: f32, t1: f32, t2: f32 }
fn termsOf(x: Point) -> Terms { return Terms(1.0, x, x * x); }
fn plus(a: Terms, b: Terms) -> Terms { return Terms(a.t0 + b.t0, a.t1 + b.t1, a.t2 + b.t2); }
fn write(group: u32, about: Point, t: Terms) {
  let at = group * 4u;
  partials[at] = about;
  partials[at + 1u] = t.t0;
  partials[at + 2u] = t.t1;
  partials[at + 3u] = t.t2;
}
// end terms

override workgroupSize: u32 = 64;

const isPrivate = bins <= 1026u;
var<workgroup> own: array<atomic<u32>, select(1u, bins, isPrivate)>;
var<workgroup> tree: array<Terms, workgroupSize>;
var<workgroup> centre: Point;

fn isParked(bits: Bits) -> bool {
  return any((bits & Bits(0x7fffffffu)) >= bounds());
}

// Cell, or the bin after the last for outside; then come those for diverged and for absorbed.
fn binOf(theta: Point) -> u32 {
  if (isOnGrid(theta)) {
    return cellOf(theta);
  }
  return outsideBin;
}

@compute @workgroup_size(workgroupSize)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let stride = groups.x * workgroupSize;
  if (local == 0u) {
    for (var i = id.x; i < u.walkers; i += stride) {
      let bits = load(i);
      if (!isParked(bits)) {
        centre = bitcast<Point>(bits);
        break;
      }
    }
  }
  let about = workgroupUniformLoad(&centre);

  var sum = Terms();
  for (var i = id.x; i < u.walkers; i += stride) {
    let bits = load(i);
    var bin = outsideBin + 1u;
    // begin absorbed
    // end absorbed
    if (!isParked(bits)) {
      let theta = bitcast<Point>(bits);
      bin = binOf(theta);
      sum = plus(sum, termsOf(theta - about));
    }
    if (isPrivate) {
      atomicAdd(&own[bin], 1u);
    } else {
      atomicAdd(&counts[bin], 1u);
    }
  }

  tree[local] = sum;
  workgroupBarrier();
  if (isPrivate) {
    for (var bin = local; bin < bins; bin += workgroupSize) {
      let count = atomicLoad(&own[bin]);
      if (count > 0u) {
        atomicAdd(&counts[bin], count);
      }
    }
  }
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (local < half) {
      tree[local] = plus(tree[local], tree[local + half]);
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    write(group.x, about, tree[0]);
  }
}
