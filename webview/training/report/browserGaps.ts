/** A report is read in any browser, and Safari knows no idleness: there a moment later does as well. */
export function fillBrowserGaps(): void {
  if ("requestIdleCallback" in window) return;
  const deadline: IdleDeadline = { didTimeout: false, timeRemaining: () => 10 };
  Object.assign(window, {
    requestIdleCallback: (work: IdleRequestCallback) => setTimeout(work, 20, deadline),
    cancelIdleCallback: (handle: number) => clearTimeout(handle),
  });
}
