import { createHash } from 'node:crypto';
import { type Kind, KINDS } from '../../../schemas/kind.ts';
import { type Columns, type Row, readRows, TABLES, timeOf } from './city-tables.ts';
import { answer, type OutsideAnswer, type OutsideRequest, type OutsideSettings, problem, unsigned } from './http.ts';

/** A record as the city's system holds it. */
export interface ToldRecord {
  readonly system: string;
  readonly kind: Kind;
  readonly number: string;
  /** In the city's words; empty where its system has one level only. */
  readonly level: string;
  readonly status: string;
  /** 分; 0 of what is no payment. */
  readonly fen: bigint;
  readonly updatedMs: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface StoredFile {
  readonly system: string;
  readonly kind: Kind;
  readonly name: string;
  readonly bytes: Buffer;
  readonly rows: number;
  readonly sha256: string;
}

export interface CityFigures {
  readonly files: number;
  readonly records: readonly {
    readonly system: string;
    readonly kind: Kind;
    readonly status: string;
    readonly rows: number;
    readonly fen: bigint;
  }[];
  /** How rows came in; `unchanged`: told twice, in another file. */
  readonly arrivals: Readonly<Record<Arrival, number>>;
}

/** The folder of a city that the bridge puts the province's news into: a file of one name is taken once. */
export interface CityModel {
  handle(request: OutsideRequest): OutsideAnswer;
  figures(): CityFigures;
  records(): readonly ToldRecord[];
  files(): readonly StoredFile[];
}

type Arrival = 'created' | 'changed' | 'unchanged' | 'stale';
const ROUTE = /^\/outbox\/([a-z]+)\/([A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/;
/** The bridge says it in every name. */
const ROWS_IN_NAME = /-(\d+)\.[a-z]+$/;

export function createCityModel(settings: OutsideSettings): CityModel {
  const files = new Map<string, StoredFile>();
  const records = new Map<string, ToldRecord>();
  const arrivals: Record<Arrival, number> = { created: 0, changed: 0, unchanged: 0, stale: 0 };

  const put = (system: string, kind: Kind, name: string, bytes: Buffer): OutsideAnswer => {
    const key = [system, kind, name].join('|');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = files.get(key);
    if (known !== undefined)
      return known.sha256 === sha256
        ? answer(200, { fileName: name, rows: known.rows })
        : problem(409, 'file.other-bytes', 'a file of this name with other bytes is here');
    const table = TABLES[system];
    const list = table?.kinds[kind];
    const read = table === undefined || list === undefined ? [] : readRows(table, list, bytes);
    if (typeof read === 'string') return problem(422, read, 'the file can not be read');
    if (list !== undefined) for (const row of read) arrivals[arrive(records, system, kind, list, row)] += 1;
    const rows = list === undefined ? Number(ROWS_IN_NAME.exec(name)?.[1] ?? 0) : read.length;
    files.set(key, { system, kind, name, bytes, rows, sha256 });
    return answer(201, { fileName: name, rows });
  };

  return {
    handle: (request) => {
      const refused = unsigned(settings, request);
      if (refused !== undefined) return refused;
      const [, segment, name = ''] = ROUTE.exec(request.path) ?? [];
      const kind = KINDS.find((each) => each === segment);
      if (kind === undefined) return problem(404, 'request.no-route', 'no such route');
      if (request.method !== 'PUT') return problem(405, 'request.method', 'no such method here');
      return put(request.headers['bridge-system'] ?? 'guangzhou/degree-subsidy', kind, name, request.body);
    },
    figures: () => ({ files: files.size, records: figuresOf([...records.values()]), arrivals: { ...arrivals } }),
    records: () => [...records.values()],
    files: () => [...files.values()],
  };
}

function arrive(records: Map<string, ToldRecord>, system: string, kind: Kind, list: Columns, cells: Row): Arrival {
  const number = cells[list.number] ?? '';
  const level = list.level === undefined ? '' : (cells[list.level] ?? '');
  const updatedMs = timeOf(cells[list.updatedAt] ?? '');
  const key = [system, kind, number, level].join('|');
  const known = records.get(key);
  if (known !== undefined && JSON.stringify(known.cells) === JSON.stringify(cells)) return 'unchanged';
  if (known !== undefined && updatedMs < known.updatedMs) return 'stale';
  const fen = list.amount === undefined ? 0n : fenOf(cells[list.amount] ?? '');
  records.set(key, { system, kind, number, level, status: cells[list.status] ?? '', fen, updatedMs, cells });
  return known === undefined ? 'created' : 'changed';
}

function figuresOf(records: readonly ToldRecord[]): CityFigures['records'] {
  const groups = Map.groupBy(records, ({ system, kind, status }) => [system, kind, status].join('|'));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { system, kind, status } = first;
    return [{ system, kind, status, rows: group.length, fen: group.reduce((sum, { fen }) => sum + fen, 0n) }];
  });
}

function fenOf(yuan: string): bigint {
  const [whole = '0', part = ''] = yuan.split('.');
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0').slice(0, 2));
}
