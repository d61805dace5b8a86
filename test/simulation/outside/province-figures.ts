import type { RecordKind } from '../../../local/simulators/province/record.ts';
import type { Books, Held, Result } from './province-books.ts';

/** What the platform holds of one kind, programme, status and day. */
export interface ProvinceFigure {
  readonly kind: RecordKind;
  readonly programme: string;
  readonly city: string;
  /** The day, UTC+8, of the record's last change. */
  readonly day: string;
  readonly status: string;
  readonly rows: number;
  readonly fen: bigint;
}

export interface ProvinceFigures {
  readonly records: readonly ProvinceFigure[];
  /** Answers per record; `repeated`: attempts that came again and got their first answer again. */
  readonly outcomes: Readonly<Record<Result['outcome'] | 'repeated', number>>;
  /** Events said, and those of them nobody has taken yet. */
  readonly webhooks: { readonly said: number; readonly pending: number };
  /** Records that still move on by themselves. */
  readonly walking: number;
}

export function figuresOf(books: Books): ProvinceFigures {
  const figures = new Map<string, ProvinceFigure>();
  for (const held of books.records.values()) {
    const about = {
      kind: held.kind,
      programme: held.programmeCode,
      city: CITIES[held.programmeCode.slice(0, 2)] ?? 'province',
      day: String(held.body['updatedAt']).slice(0, 10),
      status: held.status,
    };
    const key = Object.values(about).join('|');
    const before = figures.get(key);
    const fen = (before?.fen ?? 0n) + BigInt(held.amountFen);
    figures.set(key, { ...about, rows: (before?.rows ?? 0) + 1, fen });
  }
  return {
    records: [...figures.values()],
    outcomes: { ...books.outcomes },
    webhooks: { said: books.said, pending: books.webhooks.size },
    walking: books.walks.size,
  };
}

/** Who holds more than one settled payment of one level among grants that may be had once, whatever the year: their settled payments. */
export function paidTwiceIn(books: Books): readonly (readonly Held[])[] {
  const settled = [...books.records.values()].filter(({ kind, status }) => kind === 'payment' && status === 'SUCCESS');
  const grants = Map.groupBy(
    settled,
    ({ idNumber, detail, programmeCode }) => `${idNumber}|${detail}|${programmeCode === 'GD-QXYM'}`,
  );
  return [...grants.values()].filter((grant) => grant.length > 1);
}

const CITIES: Readonly<Record<string, string>> = { GZ: 'guangzhou', SZ: 'shenzhen', FS: 'foshan' };
