// The relief of a loss over a lattice of nodes, shaded, with contours at equal heights. One vertex
// a node; the lattice spans [-1, 1]² and heights 0 … 1 become 0 … reliefHeight.

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

@group(0) @binding(0) var<uniform> view: ViewUniform;
@group(0) @binding(1) var<storage, read> heights: array<f32>;

// begin lattice
const nodes = vec2u(2u, 2u);
const reliefHeight = 0.9f;
// end lattice

struct Corner {
  @builtin(position) position: vec4f,
  // 0 … 1 over the lattice.
  @location(0) height: f32,
  @location(1) normal: vec3f,
}

fn heightAt(node: vec2u) -> f32 { return heights[node.x * nodes.y + node.y]; }

// The slope along one axis, from both neighbours where there are two.
fn slope(node: vec2u, step: vec2u, at: u32, count: u32) -> f32 {
  let before = select(node, node - step, at > 0u);
  let after = select(node, node + step, at + 1u < count);
  let span = f32(after.x - before.x + after.y - before.y) * 2.0 / f32(count - 1u);
  return (heightAt(after) - heightAt(before)) * reliefHeight / span;
}

@vertex
fn atNode(@builtin(vertex_index) index: u32) -> Corner {
  let node = vec2u(index / nodes.y, index % nodes.y);
  let place = vec2f(node) / vec2f(nodes - 1u) * 2.0 - 1.0;
  let height = heightAt(node);
  let slopes = vec2f(
    slope(node, vec2u(1u, 0u), node.x, nodes.x),
    slope(node, vec2u(0u, 1u), node.y, nodes.y),
  );
  let position = view.camera * vec4f(place, height * reliefHeight, 1.0);
  return Corner(position, height, vec3f(-slopes, 1.0));
}

const light = vec3f(-0.48, -0.36, 0.8);

@fragment
fn shade(corner: Corner) -> @location(0) vec4f {
  let lit = 0.62 + 0.38 * max(0.0, dot(normalize(corner.normal), light));
  let scaled = corner.height * view.contours;
  let away = abs(fract(scaled - 0.5) - 0.5) / max(fwidth(scaled), 1e-6);
  // What is cut off at the top is flat: it half fades into the page. No contour at either end.
  let isCut = corner.height > 0.9995;
  let isLine = select(clamp(1.0 - away, 0.0, 1.0), 0.0, (scaled < 0.5) | (scaled > view.contours - 0.5));
  let solid = mix(view.surface.rgb * lit, view.background.rgb, select(0.0, 0.55, isCut));
  return vec4f(mix(solid, view.line.rgb, isLine * view.line.a), 1.0);
}
