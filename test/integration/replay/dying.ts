import type { Replaying } from '../../../functions/replay/environment.ts';
import type { Ground } from '../ledger/ground.ts';
import { replayingOn } from './replaying.ts';

export const ENDED = new Error('the process ended here');

/** An environment that dies at its so-many-th call, to whomever. */
export function dyingAt(
  ground: Ground,
  fatal: number,
): { readonly replaying: Replaying; readonly died: () => boolean } {
  let call = 0;
  const next = (): void => {
    call += 1;
    if (call >= fatal) throw ENDED;
  };
  ground.setMishap(next);
  const replaying = replayingOn(ground);
  const { vault, queue } = replaying;
  return {
    died: () => call >= fatal,
    replaying: {
      ...replaying,
      vault: {
        ...vault,
        write: async (...of) => {
          next();
          return await vault.write(...of);
        },
        writeOne: async (...of) => {
          next();
          return await vault.writeOne(...of);
        },
        readFrame: async (...of) => {
          next();
          return await vault.readFrame(...of);
        },
      },
      queue: {
        ...queue,
        send: async (...of) => {
          next();
          await queue.send(...of);
        },
        sendAll: async (...of) => {
          next();
          await queue.sendAll(...of);
        },
      },
    },
  };
}
