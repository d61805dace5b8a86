import {
  type BatchStatement,
  batchStatementSchema,
  type DayStatement,
  dayStatementSchema,
} from '../../schemas/proof.ts';
import { type Amount, OUTCOMES, subtract, sum } from '../ledger/tally.ts';

export type ProofStatement = BatchStatement | DayStatement;

/** The bytes that are signed, as text: JSON without white space, members in the order of the schema. */
export function statementText(statement: ProofStatement): string {
  // Parsing puts the members into the schema's order, whatever order they came in.
  return JSON.stringify(
    statement.type === 'batch' ? batchStatementSchema.parse(statement) : dayStatementSchema.parse(statement),
  );
}

/** A statement out of its text; `null` for anything but the very text that `statementText` writes. */
export function parseStatement(text: string): ProofStatement | null {
  const json = jsonOf(text);
  const schema = (json as { type?: unknown } | null)?.type === 'day' ? dayStatementSchema : batchStatementSchema;
  const { data } = schema.safeParse(json);
  return data !== undefined && JSON.stringify(data) === text ? data : null;
}

/** What received exceeds its parts by, in rows and 分: nothing, where all is conserved. */
export function unaccountedOf(statement: Pick<ProofStatement, 'received' | (typeof OUTCOMES)[number]>): Amount {
  return subtract(statement.received, sum(OUTCOMES.map((outcome) => statement[outcome])));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
