import { getItem, type Key, type Table } from './table.ts';
import { putNew } from './work.ts';

/** A file of instructions as it was sent to a rail: what a return has to agree with. */
export interface InstructionFile {
  /** The number the file bears in its summary line and its name. */
  readonly batchNo: string;
  readonly fileName: string;
  readonly rows: number;
  /** 分 of all lines. */
  readonly fen: string;
  /** When it was first about to be sent, RFC 3339 in UTC. */
  readonly sentAt: string;
}

/** Writes down a file before its first call; a repeat finds it there. */
export async function keepInstructionFile(table: Table, rail: string, file: InstructionFile): Promise<void> {
  await putNew(table, { ...keyOf(rail, file.batchNo), ...file });
}

export async function readInstructionFile(
  table: Table,
  rail: string,
  batchNo: string,
): Promise<InstructionFile | undefined> {
  return (await getItem(table, keyOf(rail, batchNo))) as unknown as InstructionFile | undefined;
}

function keyOf(rail: string, batchNo: string): Key {
  return { pk: `I#${rail}#${batchNo}`, sk: '0' };
}
