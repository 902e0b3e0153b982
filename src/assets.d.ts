/** Shader texts, imported as strings by Vite's `?raw`. */
declare module '*.wgsl?raw' {
  const text: string;
  export default text;
}
