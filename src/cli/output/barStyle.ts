/** How every progress bar looks, on standard error; what stands beside it is each one's own. */
export const barStyle = {
  stream: process.stderr,
  barCompleteChar: "█",
  barIncompleteChar: "░",
  barsize: 24,
  hideCursor: true,
  clearOnComplete: true,
  linewrap: false,
  fps: 8,
} as const;
