/** Enough to hide the way to a service and back, few enough not to meet its limits. */
const AT_ONCE = 4;

/** Works through a list, a few entries at a time. The first failure is thrown once the entries under way have ended. */
export async function inParallel<T>(list: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  const entries = list.values();
  const lanes = Array.from({ length: Math.min(AT_ONCE, list.length) }, async () => {
    // The lanes share one iterator, so each entry is taken once.
    for (const entry of entries) await work(entry);
  });
  const ended = await Promise.allSettled(lanes);
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
}
