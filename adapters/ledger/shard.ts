/** Partitions of the two sparse indexes: enough that a nightly peak does not meet one partition's 1,000 writes a second. */
export const INDEX_SHARDS = 8;

/** A stable shard for a key, as two digits: `03`. */
export function shardOf(key: string): string {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) % 65_521;
  return String(hash % INDEX_SHARDS).padStart(2, '0');
}

export function allShards(): readonly string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => String(shard).padStart(2, '0'));
}
