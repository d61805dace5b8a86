import type { Store } from './store.ts';

export interface ProvinceFigures {
  readonly records: readonly {
    readonly kind: string;
    readonly programme: string;
    readonly year: number;
    readonly rows: number;
    readonly fen: string;
    readonly byStatus: Readonly<Record<string, number>>;
  }[];
  /** Attempts that changed something more than once. Anything but 0 is a fault of the platform. */
  readonly appliedTwice: number;
  /** People with more than one settled payment of one level among grants that may be had once, whatever the year. */
  readonly paidTwice: number;
  /** Attempt ids that came again and got their first answer again. */
  readonly repeatedAttempts: number;
  readonly requests: number;
  /** Answers per record. */
  readonly outcomes: {
    readonly applied: number;
    readonly unchanged: number;
    readonly stale: number;
    readonly refused: number;
    readonly busy: number;
  };
  readonly webhooks: {
    readonly pending: number;
    readonly delivered: number;
    readonly failed: number;
    /** Never sent. */
    readonly lost: number;
    readonly tries: number;
    readonly duplicates: number;
    /** Tries with a signature that does not fit. */
    readonly forged: number;
    /** Held back before their first try. */
    readonly late: number;
  };
  /** Records that still move on by themselves. */
  readonly walking: number;
}

export function figuresOf(store: Store): ProvinceFigures {
  const counters = new Map(
    store
      .sql('SELECT name, value FROM counters')
      .all()
      .map((row) => [String(row['name']), Number(row['value'])]),
  );
  const counter = (name: string): number => counters.get(name) ?? 0;
  const webhooks = new Map(
    store
      .sql('SELECT state, count(*) AS rows FROM webhooks GROUP BY state')
      .all()
      .map((row) => [String(row['state']), Number(row['rows'])]),
  );
  return {
    records: recordFigures(store),
    appliedTwice: single(
      store,
      'SELECT count(*) AS value FROM (SELECT 1 FROM effects GROUP BY attempt_id HAVING count(*) > 1)',
    ),
    paidTwice: single(store, PAID_TWICE),
    repeatedAttempts: counter('repeatedAttempts'),
    requests: counter('requests'),
    outcomes: {
      applied: counter('applied'),
      unchanged: counter('unchanged'),
      stale: counter('stale'),
      refused: counter('refused'),
      busy: counter('busy'),
    },
    webhooks: {
      pending: (webhooks.get('pending') ?? 0) + (webhooks.get('sending') ?? 0),
      delivered: webhooks.get('delivered') ?? 0,
      failed: webhooks.get('failed') ?? 0,
      lost: webhooks.get('lost') ?? 0,
      tries: single(store, 'SELECT coalesce(sum(tries), 0) AS value FROM webhooks'),
      duplicates: counter('duplicateWebhooks'),
      forged: counter('forgedWebhooks'),
      late: counter('lateWebhooks'),
    },
    walking: single(store, 'SELECT count(*) AS value FROM walks'),
  };
}

function recordFigures(store: Store): ProvinceFigures['records'] {
  const groups = new Map<string, ProvinceFigures['records'][number]>();
  const rows = store.sql(
    'SELECT kind, programme, year, status, count(*) AS rows, sum(amount_fen) AS fen FROM records GROUP BY kind, programme, year, status ORDER BY kind, programme, year, status',
  );
  for (const row of rows.iterate()) {
    const about = { kind: String(row['kind']), programme: String(row['programme']), year: Number(row['year']) };
    const key = Object.values(about).join('|');
    const before = groups.get(key) ?? { ...about, rows: 0, fen: '0', byStatus: {} };
    const count = Number(row['rows']);
    groups.set(key, {
      ...before,
      rows: before.rows + count,
      fen: String(BigInt(before.fen) + BigInt(Number(row['fen']))),
      byStatus: { ...before.byStatus, [String(row['status'])]: count },
    });
  }
  return [...groups.values()];
}

function single(store: Store, text: string): number {
  return Number(store.sql(text).get()?.['value'] ?? 0);
}

/** All cities' grants for education are one grant, whichever city pays; the platform's own is another. */
const PAID_TWICE = `SELECT count(*) AS value FROM (
  SELECT 1 FROM records WHERE kind = 'payment' AND status = 'SUCCESS'
  GROUP BY person, detail, programme = 'GD-QXYM'
  HAVING count(*) > 1)`;
