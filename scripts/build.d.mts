/** Builds dist/ where a source is newer than the last build. */
export function buildIfStale(): Promise<void>;
