import type { Statement } from '../../schemas/statement.ts';
import { localTime } from '../local-date.ts';
import type { Bilingual } from '../terminal.ts';
import { yuan } from '../yuan.ts';

/** What is said, as a sentence a clerk can answer for. */
export function sentenceOf(statement: Statement): Bilingual {
  switch (statement.type) {
    case 'history.signed-off': {
      const { tenant, rows, fen } = statement;
      return rows === 0 && fen === '0'
        ? { zh: `${tenant} 上线前没有发放记录`, en: `${tenant} made no payments before go-live` }
        : {
            zh: `${tenant} 上线前的发放已全部导入：${rows} 笔，¥${yuan(fen)}`,
            en: `all payments ${tenant} made before go-live are imported: ${rows} rows, ¥${yuan(fen)}`,
          };
    }
    case 'payment.arrived':
      return {
        zh: `发放 ${statement.recordKey}（${statement.source}，第 ${statement.attempt} 次）对方已经收到`,
        en: `payment ${statement.recordKey} (${statement.source}, attempt ${statement.attempt}) has arrived`,
      };
    case 'payment.not-made':
      return {
        zh: `发放 ${statement.recordKey}（${statement.source}，第 ${statement.attempt} 次）没有付出，也不会再付出`,
        en: `payment ${statement.recordKey} (${statement.source}, attempt ${statement.attempt}) was not made and will not be`,
      };
    case 'claim.released':
      return {
        zh: `已取消的发放 ${statement.recordKey}（${statement.source}）释放所占的资助名额`,
        en: `the cancelled payment ${statement.recordKey} (${statement.source}) gives its grant back`,
      };
    case 'permit.linked':
      return {
        zh: '两个证件号码属于同一人（换证）',
        en: 'two permit numbers are one person’s, one renewed by the other',
      };
    case 'ledger.restored':
      return {
        zh: `账本已恢复到 ${localTime(statement.restoredTo)}，于 ${localTime(statement.at)} 重新启用`,
        en: `the ledger was put back to ${localTime(statement.restoredTo)} and taken into use at ${localTime(statement.at)}`,
      };
  }
}

/** The command line another operator says the same with; what the ledger does not tell, and the evidence, they bring themselves. */
export function commandFor(statement: Statement, operator: string | null, dataDir: string | null): string {
  const [verb = '', ...rest] = argumentsOf(statement);
  const as = operator === null ? [] : [`--as ${operator}`];
  const given = [...rest, ...as, ...(dataDir === null ? [] : [`--data ${quoted(dataDir)}`])];
  // One in 64 record keys begins with a hyphen: before `--` it would be read as an option.
  const keys = 'recordKey' in statement ? [statement.recordKey] : [];
  const words = keys.some((key) => key.startsWith('-')) ? [verb, ...given, '--', ...keys] : [verb, ...keys, ...given];
  return ['bridge statement', ...words].join(' ');
}

function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The verb and what goes with it; the record's key stands where the command line wants it. */
function argumentsOf(statement: Statement): readonly string[] {
  switch (statement.type) {
    case 'history.signed-off':
      return ['history', statement.tenant, `--rows ${statement.rows}`, `--fen ${statement.fen}`];
    case 'payment.arrived':
    case 'payment.not-made': {
      const { type, source, attempt } = statement;
      const verb = type === 'payment.arrived' ? 'arrived' : 'not-made';
      return [verb, `--source ${source}`, `--attempt ${attempt}`, EVIDENCE];
    }
    case 'claim.released':
      return ['release-claim', `--source ${statement.source}`, EVIDENCE];
    case 'permit.linked':
      return ['link-permits'];
    case 'ledger.restored':
      return ['restored', `--to ${statement.restoredTo}`, `--at ${statement.at}`];
  }
}

const EVIDENCE = "--evidence '……'";
