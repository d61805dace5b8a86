/** Where and why one field of one record failed. `field` is the column as written in the file. */
export interface FieldProblem {
  readonly code: string;
  readonly field: string | null;
}
