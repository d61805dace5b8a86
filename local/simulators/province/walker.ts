import { randomBytes } from 'node:crypto';
import type { ProvinceKnobs } from './knobs.ts';
import { takeSteps } from './reviews.ts';
import type { Store } from './store.ts';

export interface Walker {
  /** Records were taken: their first step is due one step from now. */
  kick(): void;
  pause(paused: boolean): void;
  stop(): void;
}

export interface WalkerOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly knobs: () => ProvinceKnobs;
  /** Called after each turn: there may be webhooks to send. */
  readonly moved: () => void;
}

/** Lets reviews, verifications and payments move on while anything is due. */
export function startWalker(options: WalkerOptions): Walker {
  const { store, now, knobs, moved } = options;
  let timer: NodeJS.Timeout | undefined;
  let armedForMs = Number.POSITIVE_INFINITY;
  let halted = false;
  const arm = (dueMs: number): void => {
    if (halted || dueMs >= armedForMs) return;
    clearTimeout(timer);
    armedForMs = dueMs;
    // A pause between turns lets requests in.
    timer = setTimeout(turn, Math.max(dueMs - now(), 2));
  };
  const turn = (): void => {
    armedForMs = Number.POSITIVE_INFINITY;
    const next = takeSteps({
      store,
      knobs: knobs(),
      nowMs: now(),
      newId: newEventId,
    });
    moved();
    if (next !== null) arm(next);
  };
  const halt = (): void => {
    halted = true;
    clearTimeout(timer);
    armedForMs = Number.POSITIVE_INFINITY;
  };
  arm(now());
  return {
    kick: () => arm(now() + knobs().stepMs),
    pause: (paused) => {
      halt();
      halted = paused;
      arm(now());
    },
    stop: halt,
  };
}

export function newEventId(): string {
  return `evt_${randomBytes(15).toString('base64url')}`;
}
