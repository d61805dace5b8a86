import type { Discrepancy } from '../../../schemas/discrepancy.ts';
import { explainCode } from '../../../core/reconcile/explain.ts';
import type { ReportSource } from '../../../core/reconcile/report.ts';
import type { Difference, DiscrepancyLine } from '../../../core/reconcile/sides.ts';
import type { DiscrepancyTotal } from '../../../core/reconcile/statement.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { yuan } from '../figures.ts';
import { CODE_NAMES, fieldName, valueName } from '../words.ts';
import { markup, type Markup } from './markup.ts';
import { number, said } from './table.ts';

/** The records themselves, code by code, with what to do about them. */
export function linesSection(
  { statement }: ReportSource,
  lines: ReadonlyMap<Discrepancy, readonly DiscrepancyLine[]>,
): Markup | null {
  if (statement.discrepancies.length === 0) return null;
  const parts = statement.discrepancies.map((total) => codePart(statement.kind, total, lines.get(total.code) ?? []));
  return markup`<section id="lines">
    <h2>${said({ zh: '不符的记录', en: 'discrepant records' })}</h2>
    ${parts}
  </section>`;
}

function codePart(kind: Kind, { code, count }: DiscrepancyTotal, lines: readonly DiscrepancyLine[]): Markup {
  const { zh, en, todoZh, todoEn } = explainCode(code);
  return markup`<article id="${code}" class="lines">
    <h3>${CODE_NAMES[code]} <code>${code}</code> ${number(count)} 条</h3>
    <div class="advice">
      <p><b>含义</b> ${said({ zh: `${zh}。`, en: `${en}.` })}</p>
      <p><b>处理</b> ${said({ zh: `${todoZh}。`, en: `${todoEn}.` })}</p>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="${CODE_NAMES[code]}">
      <table class="stacks">
        <thead>
          <tr>
            ${HEADERS.map(({ zh: name, en: english }) => markup`<th scope="col">${said({ zh: name, en: english })}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map((line) => lineRow(kind, line))}
        </tbody>
      </table>
    </div>
    ${rest(count, lines.length)}
  </article>`;
}

const HEADERS = [
  { zh: '申领编号', en: 'application' },
  { zh: '姓名', en: 'name' },
  { zh: '证件号码', en: 'ID number' },
  { zh: '市方行号', en: 'city row' },
  { zh: '省方行号', en: 'province row' },
  { zh: '内容', en: 'what they say' },
] as const;

function rest(count: number, shown: number): Markup | null {
  if (shown >= count) return null;
  return markup`<p class="more">
    ${said({
      zh: `这里只列出前 ${number(shown)} 条，共 ${number(count)} 条；全部见同一次对账的工作簿或 JSON Lines 文件。`,
      en: `The first ${number(shown)} of ${number(count)}; all are in the workbook and in the JSON Lines of the same run.`,
    })}
  </p>`;
}

function lineRow(kind: Kind, line: DiscrepancyLine): Markup {
  const { city, province } = line;
  const of = (field: string): string => city?.fields[field] ?? province?.fields[field] ?? '';
  const [application, name, id, cityRow, provinceRow, says] = HEADERS.map(({ zh }) => zh);
  return markup`<tr>
    <th scope="row" data-name="${application ?? ''}">${of('declarationNo')}</th>
    <td data-name="${name ?? ''}">${of('name')}</td>
    <td data-name="${id ?? ''}">${of('idNumber')}</td>
    <td class="number" data-name="${cityRow ?? ''}">${city === null ? '无' : number(city.row)}</td>
    <td class="number" data-name="${provinceRow ?? ''}">${province === null ? '无' : number(province.row)}</td>
    <td data-name="${says ?? ''}"><ul class="${line.differs.length > 0 ? 'differences' : 'about'}">${contentOf(kind, line)}</ul></td>
  </tr>`;
}

/** What differs, both sides beside each other; where nothing does, what the record is about. */
function contentOf(kind: Kind, { city, differs, province }: DiscrepancyLine): readonly Markup[] {
  if (differs.length > 0) return differs.map((difference) => differenceItem(kind, difference));
  const fields = city?.fields ?? province?.fields ?? {};
  return ABOUT[kind].flatMap((field) => {
    const value = fields[field];
    return value === undefined ? [] : [markup`<li>${fieldName(kind, field).zh} ${valueText(field, value)}</li>`];
  });
}

function differenceItem(kind: Kind, { city, field, province }: Difference): Markup {
  const alike = city === province && city !== '' ? markup` <small>（隐去的部分不同）</small>` : null;
  return markup`<li>${fieldName(kind, field).zh} <span class="sides"><span>市 <mark>${valueText(field, city)}</mark></span>
<span>省 <mark>${valueText(field, province)}</mark></span></span>${alike}</li>`;
}

function valueText(field: string, value: string): string {
  if (value === '') return '（空）';
  if (field === 'amountFen' && /^-?\d+$/.test(value)) return `¥${yuan(value)}`;
  if (field === 'updatedAt') return value.replace('T', ' ').replace('+08:00', '');
  return valueName(field, value);
}

const ABOUT: Readonly<Record<Kind, readonly string[]>> = {
  payment: ['amountFen', 'accountNo', 'batchNo', 'state', 'paidOn', 'updatedAt'],
  applicant: ['programmeYear', 'status', 'unionName', 'appliedOn', 'updatedAt'],
  certificate: ['certificateNo', 'certificateType', 'verification', 'graduatedOn', 'updatedAt'],
};
