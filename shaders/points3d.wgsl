// Walkers as points on the relief, read from the ensemble's own buffer. A point is a square or disc
// of `pointSize` pixels, of two triangles, or one pixel: `corners` is 6 or 1. A walker that has
// diverged or is off the grid has none. No instances: software adapters draw them one by one.

// begin uniform
struct ViewUniform {
  camera: mat4x4f,
  background: vec4f,
  surface: vec4f,
  line: vec4f,
  canvas: vec2f,
  pointSize: f32,
  contours: f32,
}
// end uniform

// begin layer
struct LayerUniform {
  colour: vec4f,
  walkers: u32,
  stride: u32,
}
// end layer

@group(0) @binding(0) var<uniform> view: ViewUniform;
@group(0) @binding(1) var<storage, read> heights: array<f32>;
@group(1) @binding(0) var<uniform> layer: LayerUniform;
@group(1) @binding(1) var<storage, read> states: array<u32>;

// begin lattice
const nodes = vec2u(2u, 2u);
const reliefHeight = 0.9f;
// end lattice

// begin grid
const lower = vec2f(-1.0f, -1.0f);
const perUnit = vec2f(0.5f, 0.5f);
const isPeriodic = vec2<bool>(false, false);
// end grid

struct Corner {
  @builtin(position) position: vec4f,
  // From the middle of the point, ±1 at its edges.
  @location(0) place: vec2f,
}

fn heightAt(node: vec2u) -> f32 { return heights[node.x * nodes.y + node.y]; }

// The height of the surface's triangles: cells are cut from node (1, 0) to node (0, 1).
fn heightOn(part: vec2f) -> f32 {
  let scaled = part * vec2f(nodes - 1u);
  let node = min(vec2u(scaled), nodes - 2u);
  let t = scaled - vec2f(node);
  let a = heightAt(node + vec2u(1u, 0u));
  let b = heightAt(node + vec2u(0u, 1u));
  if (t.x + t.y <= 1.0) {
    let origin = heightAt(node);
    return origin + t.x * (a - origin) + t.y * (b - origin);
  }
  let far = heightAt(node + 1u);
  return far + (1.0 - t.x) * (b - far) + (1.0 - t.y) * (a - far);
}

override corners: u32 = 6;

// Of the corners of two triangles: right, and up.
const right = 0x2au;
const up = 0x1cu;

@vertex
fn atWalker(@builtin(vertex_index) vertex: u32) -> Corner {
  let walker = vertex / corners * layer.stride;
  let bits = vec2u(states[walker], states[layer.walkers + walker]);
  let at = vertex % corners;
  let sides = vec2f(f32((right >> at) & 1u), f32((up >> at) & 1u)) * 2.0 - 1.0;
  let corner = select(sides, vec2f(0.0), corners == 1u);
  var part = (bitcast<vec2f>(bits) - lower) * perUnit;
  part = select(part, part - floor(part), isPeriodic);
  let isNumber = all((bits & vec2u(0x7fffffffu)) < vec2u(0x7f800000u));
  let isOn = all((part >= vec2f(0.0)) & (part <= vec2f(1.0)));
  // Beyond the far plane, where nothing is drawn.
  var position = vec4f(0.0, 0.0, 2.0, 1.0);
  if (isNumber & isOn) {
    position = view.camera * vec4f(part * 2.0 - 1.0, heightOn(part) * reliefHeight, 1.0);
    // A little before the surface that it lies on.
    position.z -= 4e-4 * position.w;
    position += vec4f(corner * view.pointSize / view.canvas * position.w, 0.0, 0.0);
  }
  return Corner(position, corner);
}

@fragment
fn paint(corner: Corner) -> @location(0) vec4f {
  if ((view.pointSize > 2.5) & (dot(corner.place, corner.place) > 1.0)) {
    discard;
  }
  return vec4f(layer.colour.rgb, 1.0);
}
