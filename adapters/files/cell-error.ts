export type CellFault =
  /** The cell holds what parts two cells of a form without quotation marks. */
  | 'delimiter'
  | 'line-break'
  /** More than 32,767 characters, which is all a spreadsheet's cell holds. */
  | 'too-long'
  /** Half of a character beyond the BMP, or a code point that is none. */
  | 'character';

/** A form has no way to write this cell. Writing something else could pay the wrong person, so nothing is written. */
export class CellError extends Error {
  override readonly name = 'CellError';
  readonly fault: CellFault;
  readonly column: string;

  constructor(fault: CellFault, column: string) {
    super(`${column}: ${fault}`);
    this.fault = fault;
    this.column = column;
  }
}
