const patience = 10_000;

/** Whether anything answers at a URL, whatever it says. */
export async function isReachable(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
