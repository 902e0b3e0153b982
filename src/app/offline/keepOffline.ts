/** Has the built app kept for later visits without a network, once there is time for it. */

/** A page that cannot be kept, as in a private window, works all the same. */
export function keepOffline(): void {
  if (!import.meta.env.IS_KEPT || !('serviceWorker' in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register('./serviceWorker.js').catch(() => {});
  };
  // The files of other views are fetched only after what is on show.
  if (document.readyState === 'complete') setTimeout(register, 2000);
  else addEventListener('load', () => setTimeout(register, 2000));
}
