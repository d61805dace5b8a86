import { readRecords } from '../../adapters/ledger/records.ts';
import { payeeKey } from '../../core/identity.ts';
import { isInstruction } from '../../core/ledger/attempt.ts';
import type { ChunkLine } from '../../core/lines.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import type { Judged } from './judge.ts';

interface Numbered {
  readonly line: number;
  readonly entry: ChunkLine;
}

export interface Answering {
  /** Lines that answer an instruction of ours, to be judged like any other. */
  readonly lines: readonly Numbered[];
  /** The others, each with what became of it. */
  readonly settled: readonly Judged[];
  /** The city system whose instruction a line answers, by record. */
  readonly origins: ReadonlyMap<string, string>;
}

/** Of a rail's return: takes each line only under the number, amount, holder and account of the instruction it answers. */
export async function answeringLines(
  { table, secrets }: Translating,
  source: string,
  lines: readonly Numbered[],
): Promise<Answering> {
  const system = systemById(source);
  if (system?.side !== 'rail' || !system.receives) return { lines, settled: [], origins: new Map() };
  const indexKey = await secrets.indexKey();
  const find = await readRecords(
    table,
    lines.map(({ entry }) => ({ recordKey: entry.recordKey, source })),
  );
  const answering: Numbered[] = [];
  const settled: Judged[] = [];
  const origins = new Map<string, string>();
  for (const { line, entry } of lines) {
    const { record, recordKey } = entry;
    const instruction = find({ recordKey, source })?.instruction;
    const asInstructed =
      'batchNo' in record &&
      instruction !== undefined &&
      instruction.number === entry.paymentNo &&
      instruction.payee === payeeKey(indexKey, record);
    const code = asInstructed ? null : 'payment.instruction-mismatch';
    // A line the bank has not begun with says what the instruction said.
    if (asInstructed && !isInstruction(record.status)) {
      answering.push({ line, entry: { ...entry, seenBefore: true } });
      origins.set(recordKey, instruction.origin);
    } else {
      const verdict = asInstructed ? 'unchanged' : 'held';
      settled.push({ verdict, line: entry, place: line, code, attempt: 1, attemptId: entry.messageId });
    }
  }
  return { lines: answering, settled, origins };
}
