// Mean of the walkers on the grid, each at the centre of its cell, from their counts: the point
// about which shaders/moments.wgsl sums, so that it loses nothing to cancellation. One workgroup.

// begin dimension
alias Point = f32;
alias Bits = u32;
// end dimension

@group(0) @binding(0) var<storage, read> counts: array<u32>;
@group(0) @binding(1) var<storage, read_write> about: array<f32>;

// begin cells
const cells = 2u;
fn placeOf(cell: u32) -> Point { return Point(f32(cell) + 0.5); }
fn pointAt(place: Point) -> Point { return Point(-1.0) + place; }
fn middle() -> Point { return Point(0.0); }
fn write(point: Point) { about[0] = point; }
// end cells

struct Sum {
  walkers: f32,
  // Their places, in cells.
  places: Point,
}

override workgroupSize: u32 = 64;
var<workgroup> tree: array<Sum, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(local_invocation_index) local: u32) {
  var sum = Sum();
  for (var cell = local; cell < cells; cell += workgroupSize) {
    let walkers = f32(counts[cell]);
    sum.walkers += walkers;
    sum.places += walkers * placeOf(cell);
  }
  tree[local] = sum;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (local < half) {
      tree[local].walkers += tree[local + half].walkers;
      tree[local].places += tree[local + half].places;
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    let all = tree[0];
    if (all.walkers > 0.0) {
      write(pointAt(all.places / all.walkers));
    } else {
      write(middle());
    }
  }
}
