/** What the bundler tells the app: whether it is built with its service worker. */
interface ImportMeta {
  readonly env: { readonly IS_KEPT?: true };
}
