/**
 * Virtual time: what is to happen stands in a heap by time and order of arrival. Nothing real is waited for; between two happenings
 * all promises that can settle have settled, so the same seed is the same run, call by call.
 */
export interface Scheduler {
  /** Milliseconds since 1970, virtual. */
  readonly nowMs: () => number;
  readonly after: (ms: number, happen: () => void) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Lets things happen until `done` says so or `untilMs` is reached; answers whether `done` held. */
  readonly run: (untilMs: number, done: () => boolean) => Promise<boolean>;
  /** Things that have happened so far. */
  readonly happened: () => number;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly happen: () => void;
}

export function createScheduler(startMs: number): Scheduler {
  const heap: Entry[] = [];
  let nowMs = startMs;
  let order = 0;
  let happened = 0;
  const after: Scheduler['after'] = (ms, happen) => {
    push(heap, { atMs: nowMs + Math.max(0, Math.ceil(ms)), order: order++, happen });
  };
  return {
    nowMs: () => nowMs,
    happened: () => happened,
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    run: async (untilMs, done) => {
      for (;;) {
        await settled();
        if (done()) return true;
        const next = heap[0];
        if (next === undefined || next.atMs > untilMs) {
          nowMs = Math.max(nowMs, untilMs);
          return done();
        }
        pop(heap);
        nowMs = Math.max(nowMs, next.atMs);
        happened += 1;
        next.happen();
      }
    },
  };
}

/** Every promise that waits for no happening has run: the event loop comes to this only when its queues of microtasks are empty. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = child === right ? 2 * at + 2 : 2 * at + 1;
  }
  heap[at] = last;
}
