/** Sort keys of the pieces of work under a batch; text order is their order. */
export function chunkSortKey(run: string, chunk: number, tries: number): string {
  return `C#${run}#${pad(chunk, 6)}#${pad(tries, 3)}`;
}

/** A delivery belongs to the try of the chunk that made it; its own tries follow. */
export function deliverySortKey(run: string, chunk: number, chunkTries: number, tries: number): string {
  return `D#${run}#${pad(chunk, 6)}#${pad(chunkTries, 3)}#${pad(tries, 3)}`;
}

/** A delivery to a rail stands beside those that settle the batch's rows: its rows are counted there already. */
export function payoutSortKey(run: string, chunk: number, chunkTries: number, tries: number): string {
  return `P${deliverySortKey(run, chunk, chunkTries, tries).slice(1)}`;
}

/** The key of the work that takes over what is due again: the same, one try later. */
export function successorSortKey(sortKey: string): string {
  const cut = sortKey.lastIndexOf('#');
  return `${sortKey.slice(0, cut)}#${pad(Number(sortKey.slice(cut + 1)) + 1, 3)}`;
}

/** The key of a second successor, for what goes on apart from the rest: a line of tries of its own, named by the try it left. */
export function branchSortKey(sortKey: string): string {
  const cut = sortKey.lastIndexOf('#');
  const tried = Number(sortKey.slice(cut + 1));
  return `${sortKey.slice(0, cut)}.${tried}#${pad(tried + 1, 3)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
