/** The files of public/experiments by name, read by vite.config.ts when the app is built. */
declare module 'virtual:experiments' {
  interface ExperimentFile {
    /** What to watch, in a sentence (gallery/watch.ts). */
    readonly watch: string;
    /** What the file states, as plain data. */
    readonly plain: Readonly<Record<string, unknown>>;
  }
  const files: Readonly<Record<string, ExperimentFile>>;
  export default files;
}
