import type { Failure } from '../../schemas/api/failures.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { stateName } from '../show/story.ts';
import { USUAL_COLUMNS } from '../show/side-by-side.ts';
import { tableLines, wrapped } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';

/** A line per failure, what to look it up by below it; then each kind of problem once: what it is, what to do. */
export function failureLines(terminal: Terminal, failures: readonly Failure[]): readonly string[] {
  if (failures.length === 0) return [say(terminal, { zh: '没有这样的问题。', en: 'Nothing of that is wrong.' })];
  const header = COLUMNS.map((title) => say(terminal, title));
  const rows = failures.map((failure) => [
    localTime(failure.at),
    failure.tenant,
    failure.kind === null ? '' : say(terminal, kindNames[failure.kind]),
    stateName(terminal, failure.state),
    failure.fen === null ? '' : yuan(failure.fen),
    failure.code,
  ]);
  const [title = '', ...lines] = tableLines(header, rows, [4]);
  const body = lines.flatMap((line, index) => {
    const failure = failures[index];
    return failure === undefined ? [] : [line, `  ${nameOf(terminal, failure)}`];
  });
  const all = [title, ...body, '', ...problemLines(terminal, failures), ...countLines(terminal, failures)];
  return all.flatMap((line) => wrapped(line, terminal.columns ?? USUAL_COLUMNS));
}

/** How many of which code, the most frequent first, each with what it is and what to do. */
function problemLines(terminal: Terminal, failures: readonly Failure[]): readonly string[] {
  const groups = [...Map.groupBy(failures, ({ code }) => code)].toSorted(([, a], [, b]) => b.length - a.length);
  return groups.flatMap(([code, group]) => {
    const [first] = group;
    const text = first === undefined ? '' : withoutPlace(say(terminal, first.text));
    return [`${code} × ${group.length}`, `  ${text}`];
  });
}

/** `第 17 行「身份证号」：…` is one row's; what is wrong and what to do are all of theirs. */
function withoutPlace(text: string): string {
  return text.replace(/^(第 \d+ 行(「[^」]*」)?|「[^」]*」)：/u, '').replace(/^(row \d+(, "[^"]*")?|"[^"]*"): /u, '');
}

function nameOf(terminal: Terminal, { type, recordKey, webhookId, batchId, row, field, attempts }: Failure): string {
  const tries = attempts > 1 ? say(terminal, { zh: `  第 ${attempts} 次`, en: `  attempt ${attempts}` }) : '';
  const place = say(terminal, {
    zh: `批次 ${batchId ?? ''}${row === null ? '' : ` 第 ${row} 行`}${field === null ? '' : `「${field}」`}`,
    en: `batch ${batchId ?? ''}${row === null ? '' : `, row ${row}`}${field === null ? '' : `, "${field}"`}`,
  });
  switch (type) {
    case 'record':
      return `${recordKey ?? ''}${tries}`;
    case 'event':
      return `${webhookId ?? ''}${recordKey === null ? '' : `  ${recordKey}`}`;
    case 'row':
      return place;
    case 'batch':
      return `${place}${say(terminal, { zh: '（整批）', en: ' (all of it)' })}`;
  }
}

function countLines(terminal: Terminal, failures: readonly Failure[]): readonly string[] {
  const fen = failures.reduce((sum, each) => sum + BigInt(each.fen ?? '0'), 0n);
  const amount = fen === 0n ? '' : ` · ¥${yuan(fen.toString())}`;
  return ['', say(terminal, { zh: `列出 ${failures.length} 条${amount}`, en: `${failures.length} listed${amount}` })];
}

const COLUMNS: readonly Bilingual[] = [
  { zh: '时间（UTC+8）', en: 'time (UTC+8)' },
  { zh: '市', en: 'city' },
  { zh: '种类', en: 'kind' },
  { zh: '状态', en: 'state' },
  { zh: '金额（元）', en: 'amount ¥' },
  { zh: '问题', en: 'problem' },
];
