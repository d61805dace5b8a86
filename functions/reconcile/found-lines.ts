import { createHmac } from 'node:crypto';
import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { maskLine } from '../../core/mask.ts';
import type { Found, Judged as CaseJudged } from '../../core/reconcile/cases.ts';
import { lineOf } from '../../core/reconcile/line.ts';
import { sourcesOf } from '../../core/reconcile/repair.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { amountOf, type Judged } from './judged.ts';

/** The sealed discrepancies of one range: as both sides say them, and masked. */
export interface SealedLines {
  readonly masked: readonly FramePointer[];
  readonly unmasked: readonly FramePointer[];
}

/** Gathers what was found on the local disk, in the order of the keys, for its places are known only once all of it is sealed. */
export interface FoundLines {
  readonly add: (judged: Judged) => Promise<void>;
  /** Seals the lines under these names; `null` where nothing was found. */
  readonly seal: (vault: Vault, masked: string, unmasked: string) => Promise<SealedLines | null>;
  /** Every record that did not match, in the order of the keys. */
  readonly judged: (sealed: SealedLines | null) => AsyncGenerator<readonly [recordKey: string, judged: CaseJudged]>;
}

/** A frame of lines as they lie on the disk, the same number of them in both objects. */
type Entry =
  | { readonly recordKey: string; readonly waits: true }
  | {
      readonly recordKey: string;
      readonly waits: false;
      readonly found: Omit<Found, 'recordKey' | 'line' | 'unmasked'>;
      readonly masked: string;
      readonly unmasked: string;
    };

export function createFoundLines(spool: Spool, unit: Unit, indexKey: Uint8Array): FoundLines {
  let count = 0;
  return {
    add: async (judged) => {
      const entry = entryOf(judged, unit, indexKey);
      if (entry === null) return;
      if (!entry.waits) count += 1;
      const written = spool.append(0, `${JSON.stringify(entry)}\n`);
      if (written !== undefined) await written;
    },
    seal: async (vault, masked, unmasked) => {
      if (count === 0) return null;
      return {
        masked: await vault.write(
          masked,
          framesOf(spool, (entry) => entry.masked),
        ),
        unmasked: await vault.write(
          unmasked,
          framesOf(spool, (entry) => entry.unmasked),
        ),
      };
    },
    judged: (sealed) => judgedIn(spool, sealed),
  };
}

function entryOf({ rows, verdict }: Judged, unit: Unit, indexKey: Uint8Array): Entry | null {
  const { recordKey } = rows;
  if (verdict.outcome === 'matched') return null;
  if (verdict.outcome !== 'discrepant') return { recordKey, waits: true };
  const line = lineOf(rows, verdict);
  const [fenCity, fenProvince] = [rows.city, rows.province].map((side) =>
    side.length === 0 ? null : amountOf(side).fen,
  );
  const tenant = systemById(rows.city[0]?.system ?? sourcesOf(unit.programme, unit.kind)[0]?.id ?? '')?.tenant ?? '';
  const difference = JSON.stringify([verdict.code, line.differs, fenCity, fenProvince]);
  return {
    recordKey,
    waits: false,
    found: {
      code: verdict.code,
      tenant,
      fenCity: fenCity ?? null,
      fenProvince: fenProvince ?? null,
      fields: line.differs.map(({ field }) => field),
      differenceHash: createHmac('sha256', indexKey).update(difference).digest('base64url').slice(0, HASH_LENGTH),
    },
    masked: textOf(maskLine(line)),
    unmasked: textOf(line),
  };
}

function textOf(line: DiscrepancyLine): string {
  return JSON.stringify(line);
}

async function* framesOf(
  spool: Spool,
  of: (entry: Extract<Entry, { waits: false }>) => string,
): AsyncGenerator<Uint8Array> {
  let open: string[] = [];
  for await (const { entry, begins } of placedIn(spool)) {
    if (begins && open.length > 0) {
      yield Buffer.from(open.join('\n'), 'utf8');
      open = [];
    }
    open.push(of(entry));
  }
  if (open.length > 0) yield Buffer.from(open.join('\n'), 'utf8');
}

async function* judgedIn(
  spool: Spool,
  sealed: SealedLines | null,
): AsyncGenerator<readonly [recordKey: string, judged: CaseJudged]> {
  const cut = createCut();
  for await (const entry of entriesIn(spool)) {
    const { recordKey } = entry;
    if (entry.waits) {
      yield [recordKey, 'waits'];
      continue;
    }
    const { frame, line } = cut(entry);
    const place = (pointers: readonly FramePointer[] | undefined): string => {
      const pointer = pointers?.[frame];
      if (pointer === undefined) throw new RangeError('a discrepancy that was not sealed');
      return formatPointer({ ...pointer, line });
    };
    const found = { ...entry.found, recordKey, line: place(sealed?.masked), unmasked: place(sealed?.unmasked) };
    yield [recordKey, found];
  }
}

async function* placedIn(
  spool: Spool,
): AsyncGenerator<{ readonly entry: Extract<Entry, { waits: false }>; readonly begins: boolean }> {
  const cut = createCut();
  for await (const entry of entriesIn(spool)) if (!entry.waits) yield { entry, begins: cut(entry).line === 0 };
}

/** Which frame and line of it an entry is, the same of both objects, so that one place is known from the other. */
function createCut(): (entry: Extract<Entry, { waits: false }>) => { readonly frame: number; readonly line: number } {
  let [frame, line, bytes] = [-1, 0, 0];
  return ({ masked, unmasked }) => {
    const size = Math.max(Buffer.byteLength(masked), Buffer.byteLength(unmasked)) + 1;
    const isNew = frame < 0 || bytes + size > FRAME_BYTES_MAX;
    [frame, line, bytes] = isNew ? [frame + 1, 0, size] : [frame, line + 1, bytes + size];
    return { frame, line };
  };
}

async function* entriesIn(spool: Spool): AsyncGenerator<Entry> {
  for await (const block of spool.read(0))
    for (const text of block.toString('utf8').split('\n')) if (text !== '') yield JSON.parse(text) as Entry;
}

const HASH_LENGTH = 22;
