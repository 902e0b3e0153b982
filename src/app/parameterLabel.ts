/** "batchSize" as people read it: "batch size". */
export const parameterLabel = (key: string): string =>
  key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
