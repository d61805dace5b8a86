import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A record as 粤工惠's own database has it. */
export interface ProvinceRecord {
  readonly kind: string;
  readonly programme: string;
  readonly number: string;
  /** Funding level of a payment; of other kinds something else. */
  readonly level: string;
  readonly fen: bigint;
  readonly status: string;
  readonly mobile: string;
}

/** What the outside systems' databases say, read as files, without their servers. */
export interface OutsideBooks {
  readonly province: readonly ProvinceRecord[];
  /** Attempts at 粤工惠 that changed something more than once. */
  readonly appliedTwice: number;
  /** Persons with more than one payment at 粤工惠 that stands or was made, per claim group and level. */
  readonly grantedTwice: number;
  readonly webhooks: { readonly delivered: number; readonly others: number };
  /** Lines the bank was told to pay. */
  readonly bank: readonly { readonly state: string; readonly fen: bigint; readonly grantOf: string }[];
  /** Rows and 分 of the returns the bank has sent, by what the bridge calls them. */
  readonly returns: ReadonlyMap<string, { readonly rows: number; readonly fen: bigint }>;
  /** Guangzhou's and Shenzhen's own view of their payments, by system. */
  readonly cities: Readonly<Record<string, { readonly rows: number; readonly fen: bigint }>>;
}

type Row = Readonly<Record<string, unknown>>;

export function readOutsideBooks(dataDir: string): OutsideBooks {
  const province = ask(dataDir, 'province', 'province.sqlite');
  const bank = ask(dataDir, 'bank', 'bank.sqlite');
  const guangzhou = ask(dataDir, 'guangzhou', 'guangzhou.sqlite');
  const shenzhen = ask(dataDir, 'shenzhen', 'outbox.sqlite');
  const webhooks = province('SELECT state, count(*) AS n FROM webhooks GROUP BY state');
  const inState = (rows: readonly Row[]): number => rows.reduce((sum, { n }) => sum + Number(n), 0);
  return {
    province: province('SELECT kind, programme, declaration_no, detail, amount_fen, status, body FROM records').map(
      provinceRecord,
    ),
    appliedTwice: province('SELECT attempt_id FROM effects GROUP BY attempt_id HAVING count(*) > 1').length,
    grantedTwice: province(GRANTED_TWICE).length,
    webhooks: {
      delivered: inState(webhooks.filter(({ state }) => state === 'delivered')),
      others: inState(webhooks.filter(({ state }) => state !== 'delivered')),
    },
    bank: bank('SELECT state, fen, grant_of FROM payments').map(({ state, fen, grant_of }) => ({
      state: String(state),
      fen: BigInt(Number(fen)),
      grantOf: String(grant_of),
    })),
    returns: new Map(
      bank('SELECT batch_id, rows, fen FROM outgoing').map(({ batch_id, rows, fen }) => [
        String(batch_id),
        { rows: Number(rows), fen: BigInt(Number(fen)) },
      ]),
    ),
    cities: {
      'guangzhou/degree-subsidy': sumOf(guangzhou("SELECT amount_fen FROM records WHERE kind = 'payment'")),
      'shenzhen/dream-plan': sumOf(
        shenzhen("SELECT amount_fen FROM records WHERE kind = 'payment' AND system = 'shenzhen/dream-plan'"),
      ),
    },
  };
}

function ask(dataDir: string, tenant: string, file: string): (sql: string) => readonly Row[] {
  return (sql) => {
    const db = new DatabaseSync(join(dataDir, 'simulators', tenant, file), { readOnly: true });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };
}

function provinceRecord(row: Row): ProvinceRecord {
  const body = JSON.parse(String(row['body'])) as { readonly mobile?: string };
  return {
    kind: String(row['kind']),
    programme: String(row['programme']),
    number: String(row['declaration_no']),
    level: row['kind'] === 'payment' ? String(row['detail']) : '',
    fen: BigInt(Number(row['amount_fen'])),
    status: String(row['status']),
    mobile: body.mobile ?? '',
  };
}

function sumOf(rows: readonly Row[]): { readonly rows: number; readonly fen: bigint } {
  return { rows: rows.length, fen: rows.reduce((sum, row) => sum + BigInt(Number(row['amount_fen'])), 0n) };
}

/** All cities' grants for education are one grant, whichever city pays; the platform's own is another. */
const GRANTED_TWICE = `SELECT person FROM records WHERE kind = 'payment'
  AND status NOT IN ('FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED')
  GROUP BY person, detail, programme = 'GD-QXYM' HAVING count(*) > 1`;
