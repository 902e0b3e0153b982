// Counts walkers per cell, outside and diverged. Up to 1024 cells each workgroup counts for itself
// and adds up at the end; beyond, all count in one place. Cell rule: src/math/float32Cells.ts.

// begin uniform
struct HistogramUniform {
  walkers: u32,
}
// end uniform

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<uniform> u: HistogramUniform;
@group(0) @binding(1) var<storage, read> states: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>>;

// begin access
fn load(walker: u32) -> Bits { return states[walker]; }
fn bounds() -> Bits { return 0x7f800000u; }
// end access

// begin cells
const bins = 4u;
fn isOnGrid(theta: Point) -> bool { return all((theta >= Point(-1.0)) & (theta < Point(1.0))); }
fn cellOf(theta: Point) -> u32 { return min(u32((theta + 1.0) * 1.0), 1u); }
// end cells

override workgroupSize: u32 = 64;

// Cell, or the bin after the last for outside, or the one after that for diverged.
fn binOf(walker: u32) -> u32 {
  let bits = load(walker);
  if (any((bits & Bits(0x7fffffffu)) >= bounds())) {
    return bins - 1u;
  }
  let theta = bitcast<Point>(bits);
  if (isOnGrid(theta)) {
    return cellOf(theta);
  }
  return bins - 2u;
}

const isPrivate = bins <= 1026u;
var<workgroup> own: array<atomic<u32>, select(1u, bins, isPrivate)>;

@compute @workgroup_size(workgroupSize)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var i = id.x; i < u.walkers; i += groups.x * workgroupSize) {
    if (isPrivate) {
      atomicAdd(&own[binOf(i)], 1u);
    } else {
      atomicAdd(&counts[binOf(i)], 1u);
    }
  }
  if (isPrivate) {
    workgroupBarrier();
    for (var bin = local; bin < bins; bin += workgroupSize) {
      let count = atomicLoad(&own[bin]);
      if (count > 0u) {
        atomicAdd(&counts[bin], count);
      }
    }
  }
}
