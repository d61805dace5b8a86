/** What one file may hold (DESIGN §11). A file beyond a limit is refused; nothing is read in part and called done. */
export interface FileLimits {
  readonly fileBytesMax: number;
  /** Data rows, the header not counted. */
  readonly rowsMax: number;
  readonly columnsMax: number;
  /** One cell, in bytes of UTF-8. */
  readonly cellBytesMax: number;
  /** One record, in UTF-16 units: a quotation mark that is never closed must not gather the file in memory. */
  readonly recordCharsMax: number;
  /** The beginning the encoding is settled on. */
  readonly sampleBytes: number;
  /** How much is decoded and split at a time. */
  readonly blockBytes: number;
}

export const FILE_LIMITS: FileLimits = {
  fileBytesMax: 2 * 1024 ** 3,
  rowsMax: 10_000_000,
  columnsMax: 256,
  cellBytesMax: 32 * 1024,
  recordCharsMax: 1024 ** 2,
  sampleBytes: 1024 ** 2,
  blockBytes: 256 * 1024,
};
