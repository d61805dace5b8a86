import { batchKeyOf } from '../adapters/ledger/batches.ts';
import { type RecordItem, writeRecords } from '../adapters/ledger/records.ts';
import type { Table } from '../adapters/ledger/table.ts';
import { openWork, type WorkItem } from '../adapters/ledger/work.ts';
import type { Vault } from '../adapters/vault/vault.ts';
import { formatPointer } from '../core/ledger/pointer.ts';
import { type ChunkLine, chunkLineOf, encodeLines, frameHash } from '../core/lines.ts';
import { wireFormOf } from '../core/wire-form.ts';
import { chunkSortKey, deliverySortKey } from '../core/work-key.ts';
import type { Applicant } from '../schemas/canonical/applicant.ts';
import { checkCharacter } from '../schemas/codecs/citizen-id.ts';

export const INDEX_KEY = new Uint8Array(32).fill(7);
const CITY = 'guangzhou/degree-subsidy';
const PROVINCE = 'province/yuegonghui';
const CHUNK = 500;
const RUN = 'run1';
const DUE_AT = '2026-11-23T15:00:00.000Z';

/** Applications as an outage leaves them: sent, and in quarantine, in batches of 50,000, their chunks and deliveries done. */
export async function quarantine(
  { table, vault }: { readonly table: Table; readonly vault: Vault },
  count: number,
  now: Date,
): Promise<void> {
  for (let start = 0, batch = 1; start < count; start += 50_000, batch++) {
    const batchId = `b${batch}`;
    const rows = Math.min(50_000, count - start);
    const chunks = Array.from({ length: Math.ceil(rows / CHUNK) }, (_, chunk) =>
      Array.from({ length: Math.min(CHUNK, rows - chunk * CHUNK) }, (__, line) => lineOf(start + chunk * CHUNK + line)),
    );
    const frames = chunks.map(encodeLines);
    const sent = chunks.map((lines) => encodeLines(lines.map(deliveryOf)));
    const pointers = await vault.write(`records/${batchId}/${RUN}`, frames);
    const works: WorkItem[] = [];
    for (const [chunk, lines] of chunks.entries()) {
      const pointer = pointers[chunk];
      const [frame, delivery] = [frames[chunk], sent[chunk]];
      if (pointer === undefined || frame === undefined || delivery === undefined) throw new Error('no frame');
      const to = await vault.writeOne(`deliveries/${batchId}/${chunk}`, delivery);
      works.push(workOf(batchId, chunk, chunkSortKey(RUN, chunk, 1), pointer, frameHash(frame)));
      works.push(workOf(batchId, chunk, deliverySortKey(RUN, chunk, 1, 1), to, frameHash(delivery)));
      const records = lines.map((line, index) =>
        itemOf(line, batchId, formatPointer({ ...pointer, line: index }), now),
      );
      await writeRecords(
        table,
        records.map((record) => ({ record, expectedFence: null })),
      );
    }
    await openWork(table, works);
  }
}

function lineOf(number: number): ChunkLine {
  const serial = String(number % 1000).padStart(3, '0');
  const day = new Date(Date.UTC(1960, 0, 1 + Math.floor(number / 1000))).toISOString().slice(0, 10);
  const first17 = `440199${day.replaceAll('-', '')}${serial}`;
  const record: Applicant = {
    declarationNo: `XL2025${String(number).padStart(7, '0')}`,
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: '欧阳测试',
    idType: '01',
    idNumber: first17 + checkCharacter(first17),
    mobile: '13800000000',
    sex: '9',
    unionName: '某某工会',
    employerName: '某某公司',
    frontline: true,
    priorityTags: [],
    educationLevel: '21',
    schoolName: '广州开放大学',
    major: '机电',
    appliedOn: '2025-03-05',
    status: 'SUBMITTED',
    regionCode: '440100',
    updatedAt: '2026-11-22T23:05:00+08:00',
  };
  const of = { system: CITY, kind: 'applicant', sequence: 1 } as const;
  return { ...chunkLineOf(INDEX_KEY, of, { row: number + 2, record }), seenBefore: false };
}

function deliveryOf({ recordKey, messageId, record, row }: ChunkLine, line: number) {
  const form = wireFormOf(CITY, PROVINCE, record, {});
  if (!form.ok) throw new Error(form.code);
  const ids = { recordKey, source: CITY, kind: 'applicant', messageId, attemptId: messageId };
  return { ...ids, fen: '0', after: null, row, line, wire: form.wire };
}

function workOf(batchId: string, chunk: number, sk: string, pointer: WorkItem['pointer'], hash: string): WorkItem {
  const type = sk.startsWith('C') ? 'chunk' : 'delivery';
  return {
    pk: batchKeyOf(batchId).pk,
    sk,
    type,
    tenant: 'guangzhou',
    state: 'DONE',
    pointer,
    only: null,
    tries: 1,
    destination: type === 'chunk' ? null : PROVINCE,
    calls: 0,
    batchId,
    run: RUN,
    chunk,
    hash,
    dueAt: DUE_AT,
    settled: {},
    problems: [],
  };
}

function itemOf(line: ChunkLine, batchId: string, pointer: string, now: Date): RecordItem {
  const { recordKey, order, contentHash, messageId, personKey, row, fen } = line;
  return {
    recordKey,
    source: CITY,
    kind: 'applicant',
    tenant: 'guangzhou',
    state: 'QUARANTINED',
    fence: 2,
    order,
    contentHash,
    messageId,
    personKey,
    batchId,
    row,
    pointer,
    attemptId: messageId,
    attempt: 1,
    sender: '',
    problem: 'province.unavailable',
    history: '',
    fen,
    sequence: 0,
    status: 'SUBMITTED',
    at: now.toISOString(),
  };
}
