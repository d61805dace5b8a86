import { type BatchView, showBatch } from '../../local/demo/bridge-api.ts';
import type { Deployed } from '../e2e/deployed.ts';
import type { LedgerItem } from '../e2e/ledger.ts';
import { explainDeadLetters } from './dead-letters.ts';
import type { SentRow } from './load.ts';
import { type OutsideBooks, type ProvinceRecord, readOutsideBooks } from './outside-books.ts';
import { type Taken, tenantOf } from './storm.ts';

/** Rows, and integer 分. */
export interface Sum {
  readonly rows: number;
  readonly fen: bigint;
}

/** One kind of one programme on all sides. */
export interface Line {
  readonly kind: string;
  readonly programme: string;
  /** Distinct records of all files that may be taken. */
  readonly files: Sum;
  /** Of these, what the ledger holds back: someone else has the grant. */
  readonly held: Sum;
  readonly ledger: Sum;
  readonly province: Sum;
}

export interface Conservation {
  readonly batches: number;
  readonly received: Sum;
  readonly lines: readonly Line[];
  readonly bank: Sum;
  readonly lost: number;
  readonly paidTwice: number;
  readonly deadLetters: number;
  /** What must never be, and was; empty = proved. */
  readonly findings: readonly string[];
}

/** Holds what the files said against the bridge's statements, its ledger, and the outside systems' own databases. */
export async function compareBooks(bridge: Deployed, taken: readonly Taken[]): Promise<Conservation> {
  const { deployment, dataDir } = bridge;
  const books = readOutsideBooks(dataDir);
  const items = await bridge.ledger.items();
  const views = await Promise.all(
    taken.map(({ batchId, file }) => showBatch(deployment.access, { tenant: tenantOf(file.system), batchId })),
  );
  const returns = await Promise.all(
    [...books.returns.keys()].map((batchId) => showBatch(deployment.access, { tenant: 'bank', batchId })),
  );
  const sent = distinct(taken.flatMap(({ rows }) => rows));
  const lines = linesOf(sent, items, books);
  const deadLetters = await explainDeadLetters(deployment.stack, items);
  const grants = new Set(books.bank.map(({ grantOf }) => grantOf));
  return {
    batches: views.length + returns.length,
    received: sumOf(views.map(({ received, fen }) => ({ rows: received, fen: BigInt(fen.received) }))),
    lines,
    bank: sumOf(books.bank.map(({ fen }) => ({ rows: 1, fen }))),
    lost: lines.reduce(
      (lost, { files, held, province }) => lost + Math.max(0, files.rows - held.rows - province.rows),
      0,
    ),
    paidTwice: books.grantedTwice + (books.bank.length - grants.size),
    deadLetters: deadLetters.length,
    findings: [
      ...taken.flatMap((one, at) => unaccounted(one, views[at])),
      ...returns.flatMap((view) => unreturned(view, books)),
      ...lines.flatMap(differences),
      ...wrongContents(sent, books.province),
      ...wrongsInside(items, books),
      ...wrongsOutside(items, books),
      ...deadLetters.filter(({ why }) => why === null).map(({ queue, body }) => `a dead letter of ${queue}: ${body}`),
    ],
  };
}

/** The newest of each record; its key is what the city and 粤工惠 both know it by. */
function distinct(rows: readonly SentRow[]): ReadonlyMap<string, SentRow> {
  const newest = new Map<string, SentRow>();
  for (const row of rows) {
    const before = newest.get(keyOf(row));
    if (before === undefined || Date.parse(before.updatedAt) <= Date.parse(row.updatedAt)) newest.set(keyOf(row), row);
  }
  return newest;
}

function keyOf({ kind, programme, number, level }: SentRow | ProvinceRecord): string {
  return [kind, programme, number, level].join('|');
}

/** Every row of a batch is somewhere, in rows and in 分. */
function unaccounted({ file, meant, batchId }: Taken, view: BatchView | undefined): readonly string[] {
  const { state, received, applied, unchanged, rejected, held, pending, fen, conserved } = view ?? {};
  const about = `${file.system} ${file.fileName} (${batchId}): ${JSON.stringify({ state, received, applied, unchanged, rejected, held, pending, fen, conserved })}`;
  if (view === undefined) return [`${file.fileName} has no statement`];
  if (meant === 'stopped') return (state === 'HELD' || state === 'REFUSED') && applied === 0 ? [] : [about];
  const rows = view.applied + view.unchanged + view.rejected + view.held;
  const sum = ['applied', 'unchanged', 'rejected', 'held'] as const;
  const settled = sum.reduce((total, outcome) => total + BigInt(view.fen[outcome]), 0n);
  const whole = received === file.rows && rows === file.rows && settled === (file.totalFen ?? 0n);
  return whole && state === 'SETTLED' && conserved === true && pending === 0 ? [] : [about];
}

function unreturned(view: BatchView, { returns }: OutsideBooks): readonly string[] {
  const { state, received, applied, conserved, fen } = view;
  const sent = returns.get(view.batchId);
  const whole =
    sent !== undefined && received === sent.rows && applied === sent.rows && fen.applied === String(sent.fen);
  return whole && state === 'SETTLED' && conserved
    ? []
    : [`the bank's return ${view.fileName}: ${JSON.stringify(view)}`];
}

const PROGRAMME_OF: Readonly<Record<string, string>> = {
  'guangzhou/degree-subsidy': 'GZ-XLBZ',
  'guangzhou/matching-grants': 'GZ-XLBZ',
  'shenzhen/dream-plan': 'SZ-YMJH',
};

function linesOf(
  sent: ReadonlyMap<string, SentRow>,
  items: readonly LedgerItem[],
  { province }: OutsideBooks,
): readonly Line[] {
  const own = items.filter(({ pk, sk }) => pk.startsWith('R#') && PROGRAMME_OF[sk] !== undefined);
  const groups = Map.groupBy(sent.values(), ({ kind, programme }) => `${kind} ${programme}`);
  return [...groups].map(([name, rows]) => {
    const [kind = '', programme = ''] = name.split(' ');
    const inState = (state: string): Sum =>
      sumOf(
        own
          .filter((item) => item['state'] === state && item['kind'] === kind && PROGRAMME_OF[item.sk] === programme)
          .map((item) => ({ rows: 1, fen: BigInt(String(item['fen'])) })),
      );
    return {
      kind,
      programme,
      files: sumOf(rows.map(({ fen }) => ({ rows: 1, fen }))),
      held: inState('HELD'),
      ledger: inState('DELIVERED'),
      province: sumOf(
        province
          .filter((record) => record.kind === kind && record.programme === programme)
          .map(({ fen }) => ({ rows: 1, fen })),
      ),
    };
  });
}

function differences({ kind, programme, files, held, ledger, province }: Line): readonly string[] {
  const expected = { rows: files.rows - held.rows, fen: files.fen - held.fen };
  return [
    ...differs(`${programme} ${kind}: files less held, and the ledger`, expected, ledger),
    ...differs(`${programme} ${kind}: the ledger and 粤工惠`, ledger, province),
  ];
}

function differs(what: string, one: Sum, other: Sum): readonly string[] {
  return one.rows === other.rows && one.fen === other.fen
    ? []
    : [`${what}: ${one.rows} rows ${one.fen} 分, ${other.rows} rows ${other.fen} 分`];
}

/** Each record at 粤工惠 is one of the files', with its amount and its last correction. */
function wrongContents(sent: ReadonlyMap<string, SentRow>, province: readonly ProvinceRecord[]): readonly string[] {
  return province.flatMap((record) => {
    const own = sent.get(keyOf(record));
    if (own === undefined) return [`粤工惠 holds ${keyOf(record)}, which nobody sent`];
    const equal = own.fen === record.fen && (record.kind !== 'applicant' || own.mobile === record.mobile);
    return equal ? [] : [`粤工惠 holds another ${keyOf(record)} than was sent last`];
  });
}

const RESTING = new Set(['DELIVERED', 'HELD']);

function wrongsInside(items: readonly LedgerItem[], { webhooks }: OutsideBooks): readonly string[] {
  const records = items.filter(({ pk }) => pk.startsWith('R#'));
  const moving = records.filter((item) => !RESTING.has(String(item['state'])));
  const held = records.filter((item) => item['state'] === 'HELD' && item['problem'] !== 'payment.already-claimed');
  const events = items.filter(({ pk }) => pk.startsWith('W#'));
  const applied = events.filter((item) => item['state'] === 'APPLIED').length;
  const due = items.filter((item) => 'duePk' in item);
  return [
    ...[...moving, ...held].map((item) => `${item.pk} ${item.sk}: ${String(item['state'])} ${String(item['problem'])}`),
    ...due.map(({ pk, sk }) => `${pk} ${sk} is still due`),
    ...(applied === webhooks.delivered && applied === events.length && webhooks.others === 0
      ? []
      : [
          `events: ${applied} applied of ${events.length}; 粤工惠 got ${webhooks.delivered} through, ${webhooks.others} not`,
        ]),
    ...unwritten(items, records),
  ];
}

/** The money journal has an entry for each write to a payment. */
function unwritten(items: readonly LedgerItem[], records: readonly LedgerItem[]): readonly string[] {
  const entries = items.filter(({ pk }) => pk.startsWith('M#'));
  const counted = Map.groupBy(entries, ({ sk }) => sk.slice(0, sk.lastIndexOf('#')));
  return records
    .filter((item) => item['kind'] === 'payment')
    .flatMap((item) => {
      const written = counted.get(`${item.pk.slice(2)}#${item.sk}`)?.length ?? 0;
      return written === item['fence']
        ? []
        : [`${item.pk} ${item.sk}: fence ${String(item['fence'])}, ${written} entries`];
    });
}

function wrongsOutside(items: readonly LedgerItem[], books: OutsideBooks): readonly string[] {
  const delivered = (system: string, kind = 'payment'): Sum =>
    sumOf(
      items
        .filter((item) => item.pk.startsWith('R#') && item.sk === system && item['kind'] === kind)
        .filter((item) => item['state'] === 'DELIVERED')
        .map((item) => ({ rows: 1, fen: BigInt(String(item['fen'])) })),
    );
  const told = sumOf(books.bank.map(({ fen }) => ({ rows: 1, fen })));
  const grants = new Set(books.bank.map(({ grantOf }) => grantOf)).size;
  const matching = books.province.filter(({ kind, level }) => kind === 'payment' && level !== 'CITY');
  return [
    ...differs('matching grants in the ledger and at the bank', delivered('guangzhou/matching-grants'), told),
    ...Object.entries(books.cities).flatMap(([system, sum]) =>
      differs(`${system}: payments in the ledger and at the city`, delivered(system), sum),
    ),
    ...Object.entries(STATE_AT_BANK).flatMap(([state, own]) => {
      const [here, there] = [
        matching.filter(({ status }) => status === state).length,
        books.bank.filter((line) => line.state === own).length,
      ];
      return here === there ? [] : [`${state}: ${here} matching grants at 粤工惠, ${there} at the bank`];
    }),
    ...(books.appliedTwice === 0 ? [] : [`${books.appliedTwice} attempts changed something twice at 粤工惠`]),
    ...(books.grantedTwice === 0 ? [] : [`${books.grantedTwice} persons have one grant twice at 粤工惠`]),
    ...(grants === books.bank.length ? [] : [`${books.bank.length - grants} grants were instructed twice at the bank`]),
  ];
}

/** A state nobody has agreed on is unknown, never failed. */
const STATE_AT_BANK = { SUCCESS: '成功', FAILED: '失败', RETURNED: '退票', UNKNOWN: '冲正中' } as const;

function sumOf(sums: readonly Sum[]): Sum {
  return sums.reduce((total, { rows, fen }) => ({ rows: total.rows + rows, fen: total.fen + fen }), {
    rows: 0,
    fen: 0n,
  });
}
