// Counts walkers by their first step outside the region. A walker's word is 0 while it is inside and
// k + 1 once it has been outside first at step k, with the highest bit set where it diverged in that
// very step. Bins: still inside, outside at step 0, 1, …, and once more those that diverged.

// begin uniform
struct FirstPassageUniform {
  walkers: u32,
}
// end uniform

@group(0) @binding(0) var<uniform> u: FirstPassageUniform;
@group(0) @binding(1) var<storage, read> exits: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>>;

// begin bins
const bins = 4u;
// end bins

override workgroupSize: u32 = 64;

// As in shaders/snapshot.wgsl: each workgroup counts for itself where its memory suffices.
const isPrivate = bins <= 1024u;
var<workgroup> own: array<atomic<u32>, select(1u, bins, isPrivate)>;

fn count(bin: u32) {
  if (isPrivate) {
    atomicAdd(&own[bin], 1u);
  } else {
    atomicAdd(&counts[bin], 1u);
  }
}

@compute @workgroup_size(workgroupSize)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var i = id.x; i < u.walkers; i += groups.x * workgroupSize) {
    let exit = exits[i];
    count(exit & 0x7fffffffu);
    if (exit >= 0x80000000u) {
      count(bins - 1u);
    }
  }
  if (isPrivate) {
    workgroupBarrier();
    for (var bin = local; bin < bins; bin += workgroupSize) {
      let found = atomicLoad(&own[bin]);
      if (found > 0u) {
        atomicAdd(&counts[bin], found);
      }
    }
  }
}
