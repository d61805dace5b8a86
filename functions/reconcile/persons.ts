/**
 * A set of persons, perhaps each with a year, that can be marked: nine bytes a place whatever the keys' length, so that two million fit
 * into 40 MB. Two of a million persons are taken for one with a probability of one in thirty million: 64 bits of their keyed hash stand
 * for them.
 */
export interface Persons {
  readonly add: (personKey: string, year: number) => void;
  /** Nothing happens of one who is not in the set. */
  readonly mark: (personKey: string, year: number) => void;
  readonly isMarked: (personKey: string, year: number) => boolean;
  readonly size: () => number;
}

export function createPersons(): Persons {
  let places = FIRST_PLACES;
  let words = new Uint32Array(places * 2);
  let marks = new Uint8Array(places);
  let size = 0;

  const placeOf = (high: number, low: number): number => {
    let place = (high ^ Math.imul(low, SPREAD)) & (places - 1);
    while (!isFree(words, place) && (words[place * 2] !== high || words[place * 2 + 1] !== low))
      place = (place + 1) & (places - 1);
    return place;
  };
  const grow = (): void => {
    const before = { words, marks, places };
    places *= 2;
    words = new Uint32Array(places * 2);
    marks = new Uint8Array(places);
    for (let old = 0; old < before.places; old += 1) {
      if (isFree(before.words, old)) continue;
      const place = placeOf(before.words[old * 2] ?? 0, before.words[old * 2 + 1] ?? 0);
      words[place * 2] = before.words[old * 2] ?? 0;
      words[place * 2 + 1] = before.words[old * 2 + 1] ?? 0;
      marks[place] = before.marks[old] ?? 0;
    }
  };
  return {
    add: (personKey, year) => {
      const [high, low] = wordsOf(personKey, year);
      const place = placeOf(high, low);
      if (!isFree(words, place)) return;
      words[place * 2] = high;
      words[place * 2 + 1] = low;
      size += 1;
      if (size * 2 > places) grow();
    },
    mark: (personKey, year) => {
      const place = placeOf(...wordsOf(personKey, year));
      if (!isFree(words, place)) marks[place] = 1;
    },
    isMarked: (personKey, year) => marks[placeOf(...wordsOf(personKey, year))] === 1,
    size: () => size,
  };
}

const FIRST_PLACES = 1 << 12;
/** Of Fibonacci hashing. */
const SPREAD = 0x9e37_79b1;

/** The first 64 bits of a keyed hash, told apart by the year; never both zero, which is a free place. */
function wordsOf(personKey: string, year: number): readonly [high: number, low: number] {
  const bytes = Buffer.from(personKey.slice(0, 12), 'base64url');
  if (bytes.length < 8) throw new RangeError('not the key of a person');
  const low = (bytes.readUInt32BE(4) ^ Math.imul(year, SPREAD)) >>> 0;
  return [bytes.readUInt32BE(0), low === 0 ? 1 : low];
}

function isFree(words: Uint32Array, place: number): boolean {
  return words[place * 2] === 0 && words[place * 2 + 1] === 0;
}
