/**
 * Chromium started under the POSIX locale calls its language "en-US@posix", which Intl refuses and
 * uPlot passes to Intl when it is loaded. To be imported before uPlot.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
