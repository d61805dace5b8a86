import type { Spool } from '../../../adapters/vault/spool.ts';

/** A spool that keeps its parts in memory: nothing of it is I/O, which would be no part of virtual time. */
export async function memorySpool(partitions: number): Promise<Spool> {
  const parts = Array.from({ length: partitions }, (): Buffer[] => []);
  return {
    partitions,
    append: (partition, entry) => {
      parts[partition]?.push(Buffer.from(entry));
      return undefined;
    },
    read: async function* read(partition) {
      const part = parts[partition] ?? [];
      if (part.length > 0) yield Buffer.concat(part);
    },
    [Symbol.asyncDispose]: async () => {
      parts.length = 0;
    },
  };
}
