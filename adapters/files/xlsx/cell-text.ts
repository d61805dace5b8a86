import type { FileLimits } from '../limits.ts';

/**
 * What a string of a workbook says: `_x000D_` stands for a character XML can't hold. A longer string than a cell may be is cut just
 * beyond that length, so that it is held no longer and is still found too long.
 */
export function cellText(text: string, limits: FileLimits): string {
  if (text.length > limits.cellBytesMax) return text.slice(0, limits.cellBytesMax + 1);
  return text.includes('_x') ? text.replaceAll(ESCAPED, unescaped).toWellFormed() : text;
}

/** ECMA-376 part 1, §22.4.2.4 (ST_Xstring). */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

function unescaped(_: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}
