/**
 * Every way a file, a row, a record or a request can fail, as a closed catalogue. A code is stable once published.
 * Texts never hold a value of the data: they name the place, the fault and the remedy.
 */
export const PROBLEMS = {
  'file.not-found': file('找不到文件', 'the file was not found', '检查文件路径', 'check the path'),
  'file.empty': file('文件是空的', 'the file is empty', '重新导出后再发送', 'export it again'),
  'file.encoding': file('文件编码无法识别', 'the encoding is neither UTF-8 nor GB18030', '另存为 UTF-8 或 GB18030', 'save it as UTF-8 or GB18030'),
  'file.header': file('表头缺少必需的列或列重复', 'the header lacks a required column or repeats one', '按字段表补齐表头', 'complete the header as the table of columns says'),
  'file.truncated': file('文件不完整', 'the file was cut off', '重新传输整个文件', 'transfer the whole file again'),
  'file.too-large': file('文件过大', 'the file is too large', '拆分成较小的文件', 'split it into smaller files'),
  'file.too-many-rows': file('行数过多', 'the file has too many rows', '拆分成较小的文件', 'split it into smaller files'),
  'file.zip-bomb': file('压缩比异常', 'the compressed file expands beyond reason', '检查文件来源，重新导出', 'check where it came from and export it again'),
  'file.encrypted': file('文件已加密', 'the file is encrypted', '去掉密码后再发送', 'remove the password'),
  'file.unsupported': file('不支持的文件格式', 'the format is not supported', '改用本系统约定的格式', 'use the format agreed for this system'),
  'file.column-unknown': warning('有未约定的列，已忽略', 'the file has columns nobody agreed on; they are ignored', '确认是否需要约定新列', 'agree on the column or leave it out'),

  'row.columns': reject('单元格数量与表头不符', 'the number of cells differs from the header', '检查该行的逗号与引号', 'check the commas and quotes of the row'),
  'row.encoding': reject('该行文字无法解码', 'the text of the row cannot be decoded', '用同一种编码重新导出', 'export all rows in one encoding'),
  'row.quote': reject('引号之后还有文字，分不清单元格', 'text follows a closing quotation mark, so the cells are not certain', '按 RFC 4180 成对书写引号后重新导出', 'write quotation marks in pairs as RFC 4180 says and export it again'),
  'row.cell-too-long': reject('单元格超过 32 KiB', 'a cell holds more than 32 KiB', '检查该行的引号，或缩短内容', 'check the quotation marks of the row or shorten the text'),
  'row.malformed': reject('该行不是一个 JSON 对象', 'the line is not a JSON object', '重新导出该行', 'export the line again'),
  'row.field-missing': reject('必填项为空', 'a required value is missing', '补填该项', 'fill it in'),
  'row.field-type': reject('值的类型不对', 'the value has the wrong JSON type', '按接口文档改正类型', 'use the type the layout states'),
  'row.duplicate': reject('同一记录在文件中重复出现', 'one record stands twice in the file', '只保留最新的一行', 'keep only the newest row'),

  'citizen-id.excel-damaged': reject('证件号码已被电子表格损坏', 'a spreadsheet damaged the number', '从源系统以文本格式重新导出，不要手工补齐', 'export it again as text; never complete it by hand'),
  'citizen-id.length': reject('证件号码位数不对', 'the number has the wrong length', '核对证件原件', 'compare it with the document'),
  'citizen-id.format': reject('证件号码含有不允许的字符', 'the number has a character that cannot stand there', '核对证件原件', 'compare it with the document'),
  'citizen-id.date': reject('证件号码中的出生日期不存在或在将来', 'the birth date in the number does not exist or lies in the future', '核对证件原件', 'compare it with the document'),
  'citizen-id.check-digit': reject('证件号码校验码不对', 'the check digit is wrong', '核对证件原件', 'compare it with the document'),
  'citizen-id.region-retired': warning('证件号码的地区代码已停用', 'the region code in the number is retired', '无需处理，持证人真实存在', 'nothing: such documents are genuine'),
  'citizen-id.sex-mismatch': warning('性别与证件号码不一致', 'the sex disagrees with the number', '核对性别', 'check the sex'),

  'mobile.format': reject('手机号码格式不对', 'the mobile number is malformed', '填写 11 位手机号码', 'give the 11 digits'),
  'uscc.format': reject('统一社会信用代码格式不对', 'the unified social credit code is malformed', '核对登记证书', 'compare it with the registration certificate'),
  'uscc.check-digit': reject('统一社会信用代码校验码不对', 'a check character of the unified social credit code is wrong', '核对登记证书', 'compare it with the registration certificate'),
  'uscc.pilot': warning('早期试点的统一社会信用代码', 'a code of the early pilot, which fails the standard', '无需处理，可核对登记证书', 'nothing, or compare it with the registration certificate'),
  'bank-card.format': reject('银行账号不是 16 至 19 位数字', 'the account is not 16 to 19 digits', '核对银行卡号', 'check the card number'),
  'bank-card.luhn': warning('银行账号未通过 Luhn 校验', 'the account fails the Luhn check', '请再次核对银行卡号', 'check the card number once more'),

  'certificate.format': reject('证书编号格式不对', 'the certificate number is malformed', '核对证书原件', 'compare it with the certificate'),
  'certificate.level-mismatch': reject('证书编号中的层次与学历层次不一致', 'the level in the number disagrees with the stated level', '核对证书编号与学历层次', 'check the number and the level'),
  'certificate.layout-unknown': warning('证书编号的排列方式未知', 'the layout of the certificate number is unknown', '人工核对证书', 'check the certificate by hand'),
  'certificate.other-person': held('同一证书已由他人申报', 'the certificate already belongs to another person', '人工核实证书归属', 'find out whose certificate it is'),

  'money.format': reject('金额格式不对', 'the amount is malformed', '按元填写，例如 1500.00', 'write yuan, such as 1500.00'),
  'money.negative': reject('金额为负数', 'the amount is negative', '填写正数金额', 'write a positive amount'),
  'money.precision': reject('金额小数超过两位', 'the amount is finer than one fen', '金额精确到分', 'round it to fen'),
  'money.zero': reject('金额为零', 'the amount is zero', '填写应发金额', 'write the amount due'),

  'date.invalid': reject('日期不存在或格式不对', 'the date does not exist or is malformed', '填写为 2024-03-05 的形式', 'write it as 2024-03-05'),
  'date.ambiguous': reject('日期没有精确到日', 'the date does not say the day', '填写完整的年月日', 'write year, month and day'),
  'date.future': reject('日期在将来', 'the date lies in the future', '核对日期', 'check the date'),
  'code.unknown': reject('不在代码表中的值', 'the value is not in the code list', '按代码表填写', 'use a value of the code list'),
  'payee.not-applicant': reject('户名与姓名不一致', 'the account holder is not the applicant', '改用本人的银行账户', "use the applicant's own account"),
  'payment.amount-standard': warning('市级资助金额不是 1500 元', 'a grant at city level is not ¥1,500', '核对金额', 'check the amount'),
  'payment.already-claimed': held('该人的这项资助已被领取', 'this grant has already been claimed for this person', '核实后由两人处理', 'two operators decide after looking into it'),
  'payment.in-doubt': held('付款结果不明', 'nobody knows yet whether the payment was made', '先查询结果，切勿重发', 'ask for the result first; never send it again'),

  'batch.total-mismatch': held('批次总金额与清单不符', 'the amounts do not add up to the total of the manifest', '更正文件或清单后重新发送', 'correct the file or the manifest and send it again'),
  'batch.rows-mismatch': held('批次行数与清单不符', 'the rows do not add up to the count of the manifest', '更正文件或清单后重新发送', 'correct the file or the manifest and send it again'),
  'record.stale': held('已有更新的版本', 'a newer version is already known', '无需处理，旧版本留存备查', 'nothing: the older version is kept for reference'),
  'record.conflict': held('同一时间有两个不同版本', 'two versions carry the same time', '在源系统重新保存该记录', 'save the record again in its own system'),
  'record.identity-changed': held('同一申领编号换了人', 'the application number now names another person', '人工核实身份', 'find out who the person is'),

  'province.unavailable': refused('省平台暂时不可用', 'the provincial platform is unavailable', '系统会自动重试', 'it is tried again by itself'),
  'province.timed-out': refused('省平台未及时答复', 'the provincial platform did not answer in time', '系统会自动重试或查询', 'it is tried again or asked about by itself'),
  'province.rate-limited': refused('省平台限流', 'the provincial platform asked us to slow down', '系统会稍后重试', 'it is tried again later'),
  'province.unauthorized': refused('省平台拒绝了我们的签名', 'the provincial platform refused our signature', '核对密钥', 'check the secret'),
  'province.refused': refused('省平台拒收该记录', 'the provincial platform refused the record', '查看拒收原因，更正后重放', 'read its reason, correct the record, replay it'),
  'province.answer-malformed': refused('省平台的答复无法理解', 'the answer of the provincial platform makes no sense', '联系省平台', 'contact the provincial platform'),
  'city.unavailable': refused('市级系统暂时不可用', 'the city system is unavailable', '系统会自动重试', 'it is tried again by itself'),
  'city.timed-out': refused('市级系统未及时答复', 'the city system did not answer in time', '系统会自动重试或查询', 'it is tried again or asked about by itself'),
  'city.rate-limited': refused('市级系统限流', 'the city system asked us to slow down', '系统会稍后重试', 'it is tried again later'),
  'city.unauthorized': refused('市级系统拒绝了我们的签名', 'the city system refused our signature', '核对密钥', 'check the secret'),
  'city.refused': refused('市级系统拒收', 'the city system refused the record or file', '查看拒收原因，更正后重放', 'read its reason, correct the record, replay it'),
  'city.answer-malformed': refused('市级系统的答复无法理解', 'the answer of the city system makes no sense', '联系该系统', 'contact the city system'),

  'webhook.header-missing': refused('缺少签名头', 'a signature header is missing', '带上三个 webhook 头', 'send all three webhook headers'),
  'webhook.id-malformed': refused('事件编号格式不对', 'the event id is malformed', '使用字母、数字、_ 和 -，至多 64 位', 'use letters, digits, _ and -, at most 64'),
  'webhook.timestamp-malformed': refused('时间戳格式不对', 'the timestamp is malformed', '使用秒级时间戳', 'use seconds since 1970'),
  'webhook.timestamp-stale': refused('时间戳太旧', 'the timestamp is more than 300 seconds old', '校准时钟，重新签名', 'set the clock and sign again'),
  'webhook.timestamp-future': refused('时间戳太新', 'the timestamp is more than 300 seconds ahead', '校准时钟，重新签名', 'set the clock and sign again'),
  'webhook.signature-malformed': refused('签名格式不对', 'no signature is well formed', '按 v1,base64 的形式签名', 'write it as v1,base64'),
  'webhook.signature-mismatch': refused('签名不符', 'no signature matches', '核对密钥与原始报文', 'check the secret and the raw body'),
  'webhook.id-reused': refused('同一事件编号的报文不同', 'the same event id came with another body', '为新事件使用新编号', 'give a new event a new id'),
  'webhook.body-invalid': refused('事件内容不合约定', 'the event is not as agreed', '按接口文档改正', 'correct it as the interface says'),

  'auth.missing': refused('没有凭证', 'there is no credential', '带上凭证', 'send a credential'),
  'auth.invalid': refused('凭证无效', 'the credential is not valid', '重新登录或更换凭证', 'log in again or use another credential'),
  'auth.expired': refused('凭证已过期', 'the credential has expired', '重新登录', 'log in again'),
  'auth.forbidden': refused('没有权限', 'the credential does not allow this', '向管理员申请权限', 'ask for the role'),
} as const satisfies Readonly<Record<string, ProblemText>>;

export type ProblemCode = keyof typeof PROBLEMS;

/**
 * What a problem does: `file` the file can't be read; `reject` the row is rejected; `warning` the row goes on;
 * `held` the data is kept and waits for a decision; `refused` a request or a delivery failed.
 */
export type Severity = 'file' | 'reject' | 'warning' | 'held' | 'refused';

export interface ProblemText {
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  readonly todoZh: string;
  readonly todoEn: string;
}

/** Where and why one field of one record failed. `field` is the column as written in the file; no value of the data. */
export interface FieldProblem {
  readonly code: ProblemCode;
  readonly field: string | null;
}

/** Where, what and what to do, as one line; `row` is the row a spreadsheet shows. Holds no personal value. */
export function explain(problem: FieldProblem & { readonly row?: number }, language: 'zh' | 'en'): string {
  const text: ProblemText = PROBLEMS[problem.code];
  if (language === 'zh') {
    const where = (problem.row === undefined ? '' : `第 ${problem.row} 行`) + (problem.field === null ? '' : `「${problem.field}」`);
    return `${where === '' ? '' : `${where}：`}${text.zh}。${text.todoZh}。`;
  }
  const where = [problem.row === undefined ? '' : `row ${problem.row}`, problem.field === null ? '' : `"${problem.field}"`]
    .filter((part) => part !== '')
    .join(', ');
  return `${where === '' ? '' : `${where}: `}${text.en}; ${text.todoEn}.`;
}

/** Whether a string read from elsewhere (a ledger item, an answer) is one of our codes. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

function entry(severity: Severity, zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity, zh, en, todoZh, todoEn };
}
function file(...texts: Texts): ProblemText {
  return entry('file', ...texts);
}
function reject(...texts: Texts): ProblemText {
  return entry('reject', ...texts);
}
function warning(...texts: Texts): ProblemText {
  return entry('warning', ...texts);
}
function held(...texts: Texts): ProblemText {
  return entry('held', ...texts);
}
function refused(...texts: Texts): ProblemText {
  return entry('refused', ...texts);
}
type Texts = [zh: string, en: string, todoZh: string, todoEn: string];
