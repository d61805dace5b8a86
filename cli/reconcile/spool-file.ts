import { randomBytes } from 'node:crypto';
import { type FileRow } from '../../adapters/files/open-records.ts';
import { type DiskSpool, openSpool } from '../../adapters/vault/spool.ts';
import { personKey, personRecordKey, recordKey } from '../../core/identity.ts';
import { comparisonHash } from '../../core/reconcile/compared.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { openChecked } from '../check/checked-file.ts';
import { watchSummary } from '../check/summary.ts';
import { CliError } from '../cli-error.ts';
import { systemAndKind } from '../system-option.ts';
import { ofRole } from './role-error.ts';
import { ANY_YEAR, type EvidenceEntry, evidenceLine, partitionOf, rowLine } from './entry.ts';
import { isApproved, isVerified } from '../../core/reconcile/three-way.ts';
import { createScopeFilter, saysYear } from './scope.ts';
import { createSpoolTally } from './spool-tally.ts';
import type { SpooledFile, SpoolTask } from './work.ts';

/** Stage 1 for one file. Throws CliError, which says whose file it is. */
export async function spoolFile(task: SpoolTask, onRead: (bytes: number) => void): Promise<SpooledFile> {
  return readThrough(task, onRead).catch((error: unknown) => {
    throw ofRole(task.input.role, error);
  });
}

async function readThrough(task: SpoolTask, onRead: (bytes: number) => void): Promise<SpooledFile> {
  const { input, context, partitions, directory } = task;
  const { system, kind } = systemAndKind(input.system, input.kind);
  let bytes = 0;
  const file = await openChecked({
    path: input.path,
    system,
    kind,
    context,
    onRead: (done) => {
      onRead(done - bytes);
      bytes = done;
    },
  });
  if (input.role === 'returns' && file.summary?.document === 'instruction') throw instructionFile();
  const spool = await openSpool({ partitions, directory, randomBytes });
  try {
    const tally = createSpoolTally(input, createScopeFilter(task));
    const sums = file.summary === null ? null : watchSummary();
    for await (const block of file.blocks)
      for (const row of block) {
        sums?.see(row);
        if (!tally.see(row) || !row.result.ok) continue;
        const written = spoolRow(task, spool, row, row.result.record);
        if (written !== undefined) await written;
      }
    if (file.summary !== null) sums?.hold(file.summary);
    return { ...tally.end(), role: input.role, sha256: file.sha256(), bytes, handle: await spool.handOver() };
  } catch (error) {
    await spool[Symbol.asyncDispose]();
    throw error;
  }
}

/** It says what was to be paid, so that nothing in it came back: taken for returns it would reassure. */
function instructionFile(): CliError {
  return new CliError(
    'reconcile.not-a-return',
    { zh: '这是代发指令，不是回盘或退票文件', en: 'this is a file of instructions, not of returns' },
    { zh: '换成银行返回的回盘或退票文件。', en: 'Take the file the bank sent back.' },
  );
}

function spoolRow(
  task: SpoolTask,
  spool: DiskSpool,
  { result }: FileRow,
  record: Canonical,
): Promise<void> | undefined {
  const { input, runKey, partitions } = task;
  if (input.role === 'applicants' || input.role === 'certificates') {
    const person = personKey(runKey, record.idNumber);
    return spool.append(partitionOf(person, partitions), evidenceLine(evidenceOf(task, person, record)));
  }
  const key = keyOf(task, record);
  const entry = {
    key,
    hash: input.role === 'returns' ? '' : comparisonHash(record, input.system),
    row: result.row,
    year: record.programmeYear,
    fen: 'amountFen' in record ? record.amountFen : '0',
  };
  return spool.append(partitionOf(key, partitions), rowLine(input.kind, entry, record));
}

/** Where the year is known only later, the key goes without it: rows of other years are told by their own. */
function keyOf({ runKey, scope }: SpoolTask, record: Canonical): string {
  if (!scope.yearIsOpen || !('amountFen' in record)) return recordKey(record, runKey);
  const { programmeCode, declarationNo, fundingLevel } = record;
  const application = { programmeCode, programmeYear: 0, declarationNo };
  return personRecordKey(runKey, personKey(runKey, record.idNumber), application, fundingLevel);
}

function evidenceOf({ input, runKey, scope }: SpoolTask, person: string, record: Canonical): EvidenceEntry {
  // Where the year is open, a form that says none speaks of whichever it turns out to be.
  const year = scope.yearIsOpen && !saysYear(input) ? ANY_YEAR : record.programmeYear;
  const common = { person, year, updatedAt: record.updatedAt };
  return 'verification' in record
    ? { ...common, about: recordKey(record, runKey), holds: isVerified(record) }
    : { ...common, about: '', holds: 'appliedOn' in record && isApproved(record) };
}
