/** The values of `--backend`. */
export const backendKinds = ['gpu', 'chrome', 'cpu'] as const;
export type BackendKind = (typeof backendKinds)[number];
