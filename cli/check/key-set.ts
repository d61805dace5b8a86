/** Remembers keys in 8 bytes each, so that ten million rows fit in memory; two keys may look the same, once in about 10^12 files. */
export interface KeySet {
  /** True if a key that looks like this one was added before. */
  readonly add: (key: string) => boolean;
  readonly has: (key: string) => boolean;
  readonly size: () => number;
}

const FIRST_SLOTS = 1 << 12;

export function createKeySet(): KeySet {
  let slots = new Uint32Array(FIRST_SLOTS * 2);
  let size = 0;

  /** Where the key stands, or the empty place where it would. */
  function placeOf(table: Uint32Array, high: number, low: number): number {
    const mask = table.length / 2 - 1;
    let slot = low & mask;
    while (
      (table[slot * 2] !== 0 || table[slot * 2 + 1] !== 0) &&
      (table[slot * 2] !== high || table[slot * 2 + 1] !== low)
    )
      slot = (slot + 1) & mask;
    return slot * 2;
  }

  function grow(): void {
    const larger = new Uint32Array(slots.length * 2);
    for (let at = 0; at < slots.length; at += 2) {
      const high = slots[at] ?? 0;
      const low = slots[at + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const place = placeOf(larger, high, low);
      larger[place] = high;
      larger[place + 1] = low;
    }
    slots = larger;
  }

  function isTaken(place: number): boolean {
    return slots[place] !== 0 || slots[place + 1] !== 0;
  }

  return {
    add: (key) => {
      if (size * 3 > slots.length) grow();
      const { high, low } = digestOf(key);
      const place = placeOf(slots, high, low);
      if (isTaken(place)) return true;
      slots[place] = high;
      slots[place + 1] = low;
      size += 1;
      return false;
    },
    has: (key) => {
      const { high, low } = digestOf(key);
      return isTaken(placeOf(slots, high, low));
    },
    size: () => size,
  };
}

/** A number from 0 to `parts` - 1 that is always the same for the same key: the part of the keys it belongs to. */
export function partOf(key: string, parts: number): number {
  return digestOf(key).high % parts;
}

/** FNV-1a twice over. The keys begin with an HMAC under a key of this run, so nobody can choose two that collide. Never 0, 0: that is an empty slot. */
function digestOf(key: string): { readonly high: number; readonly low: number } {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b) ^ (low >>> 15);
  }
  return { high: high >>> 0, low: low === 0 && high === 0 ? 1 : low >>> 0 };
}
