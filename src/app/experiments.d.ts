/** The files of public/experiments by name, put into the bundle by vite.config.ts. */
declare module 'virtual:experiments' {
  const files: Readonly<Record<string, string>>;
  export default files;
}
