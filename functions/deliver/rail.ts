import * as z from 'zod';
import { CellError } from '../../adapters/files/cell-error.ts';
import { CharacterError } from '../../adapters/files/csv-write.ts';
import { writeTable } from '../../adapters/files/write-table.ts';
import { answerJson, type Http } from '../../adapters/http/http.ts';
import { keepInstructionFile } from '../../adapters/ledger/instructions.ts';
import type { Answer } from '../../core/delivery.ts';
import { sum } from '../../core/ledger/tally.ts';
import { payoutFileNo } from '../../core/payout.ts';
import { slices } from '../../core/slices.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import { type Destination, failureAnswer, statusAnswer } from './destinations.ts';
import type { Delivering } from './environment.ts';
import type { Parcel } from './parcel.ts';

/** Instructions per file: a delivery's. */
const FILE_LINES_MAX = 500;

const receiptSchema = z.object({ file: z.string() });
const statementSchema = z.object({ file: z.string(), state: z.enum(['ACCEPTED', 'REFUSED']) });
const notFoundSchema = z.object({ code: z.literal('payout.not-found') });

/**
 * A bank's 代发: one file per call, under a number by what it holds, taken or refused as a whole. What became of a file in doubt is
 * asked for by its name; what the bank has never seen is sent again with the same numbers.
 */
export function railDestination(delivering: Delivering, http: Http, system: System): Destination {
  return {
    // Lines that went out together stay together, so that the file sent again is the same.
    groups: (parcels) => byFile(parcels).flatMap((group) => slices(group, FILE_LINES_MAX)),
    fileOf: fileNo,
    send: (group) => sendFile(delivering, http, system, group),
    questions: byFile,
    ask: ([first]) => ask(delivering, http, nameOf(first?.item.instruction?.file ?? '')),
  };
}

function byFile(parcels: readonly Parcel[]): readonly (readonly Parcel[])[] {
  return [...Map.groupBy(parcels, ({ item }) => item.instruction?.file ?? '').values()];
}

function fileNo(group: readonly Parcel[]): string {
  return payoutFileNo(group.map(({ line }) => line.messageId));
}

async function sendFile(
  delivering: Delivering,
  http: Http,
  system: System,
  group: readonly Parcel[],
): Promise<readonly (readonly [Parcel, Answer])[]> {
  const { table, clock } = delivering;
  const batchNo = fileNo(group);
  const fileName = nameOf(batchNo);
  const { rows, fen } = sum(group.map(({ line }) => ({ rows: 1, fen: line.fen })));
  const body = await bodyOf(system, group, { batchNo, rows, fen });
  if (body === null) return group.map((parcel) => [parcel, { kind: 'unsayable', code: 'payment.rail-uncarried' }]);
  // Before the call: a return may come before its answer does.
  await keepInstructionFile(table, system.id, { batchNo, fileName, rows, fen, sentAt: clock.now().toISOString() });
  const answer = await putFile(delivering, http, fileName, body);
  return group.map((parcel) => [parcel, answer]);
}

async function bodyOf(
  system: System,
  group: readonly Parcel[],
  summary: { readonly batchNo: string; readonly rows: number; readonly fen: string },
): Promise<Uint8Array | null> {
  const mapping = mappingOf(system, 'payment');
  if (mapping?.form !== 'table' || system.file.form === 'jsonl')
    throw new Error(`${system.id} takes no file of payments`);
  const wires = group.map(({ line }) => line.wire as readonly string[]);
  try {
    return await writeTable(system.file, mapping.header, wires, summary);
  } catch (error) {
    if (error instanceof CharacterError || error instanceof CellError) return null;
    throw error;
  }
}

async function putFile({ clock }: Delivering, http: Http, fileName: string, body: Uint8Array): Promise<Answer> {
  try {
    const answer = await http.put(`/payouts/${fileName}`, body, { 'content-type': 'text/plain' });
    if (answer.status !== 200 && answer.status !== 201) return statusAnswer(answer.status, answer.headers, clock.now());
    // A proxy's "OK" is no word of the bank's: only the file's own name is.
    const receipt = receiptSchema.safeParse(answerJson(answer));
    const taken = receipt.success && receipt.data.file === fileName;
    return taken ? { kind: 'answered', outcome: 'applied', code: null } : { kind: 'no-answer' };
  } catch (error) {
    return failureAnswer(error);
  }
}

/** Anything but an authoritative word on this very file leaves the doubt as it is. */
async function ask({ clock }: Delivering, http: Http, fileName: string): Promise<Answer | 'not-there'> {
  try {
    const answer = await http.get(`/payouts/${fileName}`);
    if (answer.status === 404 && notFoundSchema.safeParse(answerJson(answer)).success) return 'not-there';
    const parsed = statementSchema.safeParse(answer.status === 200 ? answerJson(answer) : undefined);
    if (!parsed.success || parsed.data.file !== fileName)
      return statusAnswer(answer.status, answer.headers, clock.now());
    return { kind: 'answered', outcome: parsed.data.state === 'ACCEPTED' ? 'applied' : 'refused', code: null };
  } catch (error) {
    return failureAnswer(error);
  }
}

function nameOf(batchNo: string): string {
  return `${batchNo}.txt`;
}
