/** A queue's settings, as `infra` gives them. */
export interface QueueSettings {
  readonly visibilitySeconds: number;
  /** Received this often, a message goes to the dead letters instead of being received once more. */
  readonly maxReceiveCount: number;
  readonly deadLetterUrl: string | null;
  readonly delaySeconds: number;
}

/** A message as one of the service's servers holds it. A duplicate is a second copy, with a life of its own. */
export interface Copy {
  readonly messageId: string;
  readonly body: string;
  readonly md5: string;
  readonly sentAtMs: number;
  receives: number;
  firstReceivedAtMs: number | null;
  visibleAtMs: number;
  /** Among those visible since the same moment, the one that became so first comes first. */
  turn: number;
  /** Of the last time it was received: an older one deletes nothing. */
  handle: string | null;
  gone: boolean;
}

/** Messages, by what keeps them from being received. */
export interface Depth {
  readonly ready: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** What became of asking for a handle's message. */
export type Held = 'unknown' | 'gone' | 'received-again' | Copy;

export interface Queue {
  readonly settings: QueueSettings;
  readonly add: (copy: Omit<Copy, 'turn' | 'handle' | 'gone'>) => void;
  /** Those visible now, the one longest visible first. */
  readonly ready: () => Copy[];
  readonly hide: (copy: Copy, seconds: number) => void;
  readonly isHidden: (copy: Copy) => boolean;
  /** Notes that it was received; gives the handle. */
  readonly hand: (copy: Copy, seconds: number) => string;
  readonly remove: (copy: Copy) => void;
  readonly byHandle: (handle: string) => Held;
  readonly copies: () => readonly Copy[];
  readonly depth: () => Depth;
}

/** The state of one standard queue. `nextHandle` gives handles no queue has given before. */
export function createQueue(settings: QueueSettings, now: () => Date, nextHandle: () => string): Queue {
  const copies = new Set<Copy>();
  const handles = new Map<string, Copy>();
  let turns = 0;
  const hide: Queue['hide'] = (copy, seconds) => {
    copy.visibleAtMs = now().getTime() + seconds * 1000;
    copy.turn = turns += 1;
  };
  return {
    settings,
    hide,
    isHidden: ({ visibleAtMs }) => visibleAtMs > now().getTime(),
    add: (copy) => void copies.add({ ...copy, turn: (turns += 1), handle: null, gone: false }),
    ready: () => {
      const nowMs = now().getTime();
      const visible = [...copies].filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
      return visible.toSorted((a, b) => a.visibleAtMs - b.visibleAtMs || a.turn - b.turn);
    },
    hand: (copy, seconds) => {
      const handle = nextHandle();
      copy.receives += 1;
      copy.firstReceivedAtMs ??= now().getTime();
      copy.handle = handle;
      handles.set(handle, copy);
      hide(copy, seconds);
      return handle;
    },
    remove: (copy) => {
      copy.gone = true;
      copies.delete(copy);
    },
    byHandle: (handle) => {
      const copy = handles.get(handle);
      if (copy === undefined) return 'unknown';
      if (copy.gone) return 'gone';
      if (copy.handle !== handle) return 'received-again';
      return copy;
    },
    copies: () => [...copies],
    depth: () => {
      const nowMs = now().getTime();
      const depth = { ready: 0, inFlight: 0, delayed: 0 };
      for (const { visibleAtMs, receives } of copies) {
        if (visibleAtMs <= nowMs) depth.ready += 1;
        else if (receives > 0) depth.inFlight += 1;
        else depth.delayed += 1;
      }
      return depth;
    },
  };
}
