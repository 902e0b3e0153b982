/** The package's version, held equal to package.json by a test. */
export const version = '0.1.0';
