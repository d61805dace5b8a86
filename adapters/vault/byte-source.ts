/** Bytes asked for by length, whatever pieces they arrive in. */
export interface ByteSource {
  /** The next `length` bytes; fewer where the source ends. */
  readonly take: (length: number) => Promise<Buffer>;
}

export function createByteSource(pieces: AsyncIterator<Buffer>): ByteSource {
  let waiting: Buffer[] = [];
  let bytes = 0;
  return {
    take: async (length) => {
      while (bytes < length) {
        const next = await pieces.next();
        if (next.done === true) break;
        waiting.push(next.value);
        bytes += next.value.length;
      }
      // Joined once per take: joining at each arrival would copy a large frame over and over.
      const joined = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting, bytes);
      const taken = joined.subarray(0, length);
      waiting = [joined.subarray(taken.length)];
      bytes -= taken.length;
      return taken;
    },
  };
}
