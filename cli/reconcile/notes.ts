import { type Amount, sum } from '../../core/ledger/tally.ts';
import type { Bilingual } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import { ROLE_NAMES } from './role-error.ts';
import { type Settled, sideOf } from './settle.ts';
import { ROWS_NAMED_MAX } from './spool-tally.ts';
import type { BatchRows, Compared, Scope, SpooledFile } from './work.ts';

/** What the figures of the two sides do not say. */
export interface Note {
  readonly text: Bilingual;
  /** Whether somebody has to look into it: the command then does not end clean. */
  readonly differs: boolean;
}

export function notesOf(
  scope: Scope,
  files: readonly SpooledFile[],
  settled: Settled,
  parts: readonly Compared[],
): readonly Note[] {
  return [
    ...(settled.isFromProvince ? [yearFromProvince(settled)] : []),
    ...files.flatMap((file) => leftOutNotes(scope, file)),
    ...files.flatMap(rejectedEvidence),
    ...unknownBatchNotes(files),
    ...unmatchedReturns(parts),
  ];
}

/** Batches of the rail's that neither side names. None where there are too many to remember. */
export function unknownBatchesOf(files: readonly SpooledFile[]): readonly string[] {
  const [city, province, returns] = (['city', 'province', 'returns'] as const).map(
    (role) => sideOf(files, role)?.batches ?? null,
  );
  if (!city || !province || !returns) return [];
  return [...returns.keys()].filter((batchNo) => !city.has(batchNo) && !province.has(batchNo));
}

function yearFromProvince({ year }: Settled): Note {
  return {
    text: {
      zh: `未给 --year，市方文件里也没有年度：按省方文件的 ${year} 年度比对`,
      en: `no --year given, and the city's file says none: compared as ${year}, the year of the province's rows`,
    },
    differs: false,
  };
}

/** Evidence is looked up, not compared: what of it is of others goes without saying. */
function leftOutNotes({ programme, otherLevels }: Scope, { role, leftOut }: SpooledFile): readonly Note[] {
  if (role === 'applicants' || role === 'certificates') return [];
  const reasons: readonly (readonly [Amount, Bilingual])[] = [
    [leftOut.programme, { zh: `不属于 ${programme} 项目`, en: `not of programme ${programme}` }],
    [sum(leftOut.years.values()), { zh: '属于别的年度', en: 'of other years' }],
    [
      leftOut.level,
      {
        zh: `资助层级 ${otherLevels.join('、')} 由别的系统发放`,
        en: `of levels another system pays (${otherLevels.join(', ')})`,
      },
    ],
  ];
  const name = ROLE_NAMES[role];
  return reasons
    .filter(([{ rows }]) => rows > 0)
    .map(([{ rows, fen }, reason]) => ({
      text: {
        zh: `${name.zh}有 ${rows} 行${moneyZh(fen)}${reason.zh}，未参与比对`,
        en: `${rows} rows of ${name.en}${moneyEn(fen)} are ${reason.en} and were not compared`,
      },
      differs: false,
    }));
}

/** A bad row of evidence may be the one that was missing. */
function rejectedEvidence({ role, rejected }: SpooledFile): readonly Note[] {
  const { rows } = sum(rejected.values());
  if (rows === 0 || role === 'city' || role === 'province') return [];
  const name = ROLE_NAMES[role];
  return [
    {
      text: {
        zh: `${name.zh}有 ${rows} 行无法读取，相关的人可能被误判；用 bridge check 查看并更正后重新比对`,
        en: `${rows} rows of ${name.en} could not be read, so that its people may be judged wrongly: see bridge check, correct and compare again`,
      },
      differs: true,
    },
  ];
}

function unknownBatchNotes(files: readonly SpooledFile[]): readonly Note[] {
  const returns = sideOf(files, 'returns')?.batches;
  return unknownBatchesOf(files)
    .toSorted()
    .map((batchNo) => {
      const { amount, rows } = returns?.get(batchNo) ?? { amount: { rows: 0, fen: '0' }, rows: [] };
      return {
        text: {
          zh: `reconcile.return-unknown-batch 回盘文件的批次 ${batchNo} 两方都没有：${amount.rows} 行${moneyZh(amount.fen)}，${rowsZh({ amount, rows })}。向银行核实是哪一批`,
          en: `reconcile.return-unknown-batch neither side knows batch ${batchNo} of the return file: ${amount.rows} rows${moneyEn(amount.fen)}, ${rowsEn({ amount, rows })}. Ask the bank which batch it is`,
        },
        differs: true,
      };
    });
}

function unmatchedReturns(parts: readonly Compared[]): readonly Note[] {
  const amount = sum(parts.map(({ unmatchedReturns: { amount: of } }) => of));
  if (amount.rows === 0) return [];
  const rows = parts
    .flatMap((part) => part.unmatchedReturns.rows)
    .toSorted((a, b) => a - b)
    .slice(0, ROWS_NAMED_MAX);
  return [
    {
      text: {
        zh: `reconcile.return-unknown 回盘文件有 ${amount.rows} 行${moneyZh(amount.fen)}在两方都找不到对应的发放，${rowsZh({ amount, rows })}。核对银行流水`,
        en: `reconcile.return-unknown ${amount.rows} rows of the return file${moneyEn(amount.fen)} are of no payment of either side, ${rowsEn({ amount, rows })}. Compare the bank statement`,
      },
      differs: true,
    },
  ];
}

function rowsZh({ amount, rows }: BatchRows): string {
  return `第 ${rows.join('、')} 行${amount.rows > rows.length ? '等' : ''}`;
}

function rowsEn({ amount, rows }: BatchRows): string {
  return `rows ${rows.join(', ')}${amount.rows > rows.length ? ' …' : ''}`;
}

function moneyZh(fen: string): string {
  return fen === '0' ? '' : `（${yuan(fen)} 元）`;
}

function moneyEn(fen: string): string {
  return fen === '0' ? '' : ` (¥${yuan(fen)})`;
}
