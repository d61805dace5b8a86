import type { Kind } from '../../../schemas/kind.ts';
import { CliError } from '../../cli-error.ts';
import type { Bilingual } from '../../terminal.ts';
import type { Decision } from './decision.ts';

/** What the folder says of the system itself. */
export interface SystemOutline {
  readonly id: string;
  readonly tenant: string;
  /** `foshanGrants`. */
  readonly variable: string;
  readonly name: Bilingual;
  readonly programmeCode: string;
  readonly regionCode: string | null;
  readonly undecided: readonly Decision[];
}

export interface OutlineOptions {
  readonly id: string;
  readonly name?: string;
  readonly programme?: string;
}

/** Checks what was asked for. Throws CliError. */
export function outlineSystem({ id, name, programme }: OutlineOptions): SystemOutline {
  if (!ID.test(id))
    throw new CliError(
      'usage.system-id',
      { zh: `系统编号 ${id} 不对`, en: `${id} is no id of a system` },
      {
        zh: '写成 城市/系统，小写字母、数字和连字符，例如 foshan/grants。',
        en: 'Write city/system in small letters, digits and hyphens, such as foshan/grants.',
      },
    );
  if (programme !== undefined && !PROGRAMME.test(programme))
    throw new CliError(
      'usage.programme-code',
      { zh: `项目代码 ${programme} 不对`, en: `${programme} is no code of a programme` },
      { zh: '写成 FS-XLBZ 的形式。', en: 'Write it as FS-XLBZ.' },
    );
  const [tenant = ''] = id.split('/');
  const city = CITIES[tenant];
  return {
    id,
    tenant,
    variable: id.replaceAll(/[/-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    name: { zh: name ?? id, en: id },
    programmeCode: programme ?? UNDECIDED_PROGRAMME,
    regionCode: city === undefined ? null : `${city}00`,
    undecided: [
      ...(programme === undefined ? [decided('programme-code', PROGRAMME_FILE, NO_PROGRAMME)] : []),
      decided('programme-model', PROGRAMME_FILE, NO_MODEL),
      ...(name === undefined ? [decided('name', 'system.ts', NO_NAME)] : []),
      ...(city === undefined ? [decided('region', PROGRAMME_FILE, NO_REGION)] : []),
    ],
  };
}

/** The file a mapping of this kind stands in. */
export function mappingFile(kind: Kind): string {
  return `${kind}.ts`;
}

function decided(code: Decision['code'], where: string, text: Bilingual): Decision {
  return { code, column: null, field: null, where, text };
}

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PROGRAMME = /^[A-Z]{2}-[A-Z0-9]{2,8}$/;
const PROGRAMME_FILE = 'programme.ts';
/** No registered programme, so the province refuses its records until it is replaced. */
const UNDECIDED_PROGRAMME = 'ZZ-DRAFT';

const NO_PROGRAMME: Bilingual = {
  zh: '项目代码还没有定（暂写 ZZ-DRAFT，省平台不收）。',
  en: 'The programme has no code yet (ZZ-DRAFT stands in; the province refuses it).',
};
const NO_MODEL: Bilingual = {
  zh: '资助模式（先申请后抽签、毕业后报销、学费直付，或培训）看文件看不出来：请按市里的办法写 model。',
  en: 'How the programme grants (lottery, after the diploma, tuition, or training) no file shows: write `model` by the city’s rules.',
};
const NO_NAME: Bilingual = { zh: '系统还没有中文名称（--name）。', en: 'The system has no Chinese name yet (--name).' };
const NO_REGION: Bilingual = {
  zh: '编号的前半不是广东的地级市：行政区划代码要自己写。',
  en: 'The first half of the id is no prefecture of Guangdong: state the region code.',
};

/** Guangdong's prefectures by their names in pinyin (GB/T 2260, first four digits). */
const CITIES: Readonly<Record<string, string>> = {
  guangzhou: '4401',
  shaoguan: '4402',
  shenzhen: '4403',
  zhuhai: '4404',
  shantou: '4405',
  foshan: '4406',
  jiangmen: '4407',
  zhanjiang: '4408',
  maoming: '4409',
  zhaoqing: '4412',
  huizhou: '4413',
  meizhou: '4414',
  shanwei: '4415',
  heyuan: '4416',
  yangjiang: '4417',
  qingyuan: '4418',
  dongguan: '4419',
  zhongshan: '4420',
  chaozhou: '4451',
  jieyang: '4452',
  yunfu: '4453',
};
