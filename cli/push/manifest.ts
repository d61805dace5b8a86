import { basename } from 'node:path';
import { openRecords } from '../../adapters/files/open-records.ts';
import { fileSource, withDigest } from '../../adapters/files/source.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { System } from '../../schemas/systems/system.ts';
import { localDate } from '../local-date.ts';

export interface FileToPush {
  readonly path: string;
  readonly system: System;
  readonly kind: Kind;
  readonly businessDate: string;
  readonly year: number | undefined;
  readonly now: Date;
}

/** The manifest of CONTRACT §2. */
export interface PushManifest {
  readonly system: string;
  readonly kind: Kind;
  readonly programmeYear?: number;
  readonly businessDate: string;
  readonly sequence: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  readonly totalFen?: string;
  /** Payments made before go-live. */
  readonly purpose?: 'settled-history';
}

/** Reads the file once and says what a city would say of it: bytes, digest, rows, and the sum of every amount that can be read. Throws FileError. */
export async function manifestOf({ path, system, kind, businessDate, year, now }: FileToPush): Promise<PushManifest> {
  const { source, digest } = withDigest((await fileSource(path)).source);
  const context = { today: localDate(now), ...(year === undefined ? {} : { programmeYear: year }) };
  const file = await openRecords({ system, kind, context }, source);
  let rows = 0;
  let fen = 0n;
  for await (const block of file.blocks) {
    for (const row of block) {
      rows += 1;
      fen += BigInt(row.fen ?? 0);
    }
  }
  return {
    system: system.id,
    kind,
    businessDate,
    fileName: basename(path),
    ...digest(),
    rows,
    // Later pushes are later versions: seconds rise, and two pushes within one second are one batch only if they are the same.
    sequence: Math.floor(now.getTime() / 1000),
    ...(year === undefined ? {} : { programmeYear: year }),
    ...(kind === 'payment' ? { totalFen: fen.toString() } : {}),
  };
}
