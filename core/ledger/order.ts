/**
 * The order of two versions of one record from one source: 更新时间 first, then the manifest's sequence (DESIGN §4).
 * A string that compares as text: `2026-11-22T15:05:00.000Z#0000000042`.
 */
export function orderOf(updatedAt: string, sequence: number): string {
  const at = new Date(updatedAt);
  if (Number.isNaN(at.getTime())) throw new RangeError(`not a timestamp: ${updatedAt.length} characters`);
  return `${at.toISOString()}#${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;
}

/** The 更新时间 in an order, RFC 3339 in UTC. */
export function updatedAtOf(order: string): string {
  return order.slice(0, order.indexOf('#'));
}

/** Room for sequences that are seconds since 1970, and some centuries more. */
const SEQUENCE_DIGITS = 12;
