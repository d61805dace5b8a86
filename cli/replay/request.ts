import { readFileSync } from 'node:fs';
import type { operations } from '../../schemas/api/client.gen.ts';
import { replayRequestSchema, REPLAYABLE_STATES } from '../../schemas/api/replays.ts';
import { KINDS } from '../../schemas/kind.ts';
import { CliError } from '../cli-error.ts';
import { oneOf } from '../one-of.ts';

/** What is to be replayed, as the options say it. */
export interface PlanOptions {
  readonly tenant?: string;
  readonly system?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly code?: string;
  readonly batch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly overlay?: string;
  readonly mapping: string;
  readonly reason: string;
}

/** A body of `POST /v1/replays`. */
export type PlanRequest = operations['planReplay']['requestBody']['content']['application/json'];

/** The request of a plan: records by their keys, or a filter. Throws CliError of what the API would refuse. */
export function planRequest(keys: readonly string[], options: PlanOptions): PlanRequest {
  const { reason, mapping, overlay } = options;
  const filter = filterOf(options);
  const { system, ...others } = filter;
  if (keys.length > 0 && Object.keys(others).length > 0) throw keysAndFilter();
  if (keys.length === 0 && Object.keys(filter).length === 0) throw nothingNamed();
  const chosen = keys.map((recordKey) => ({ recordKey, ...(system === undefined ? {} : { system }) }));
  const request = {
    ...(keys.length > 0 ? { keys: chosen } : { filter }),
    overlays: overlay === undefined ? [] : overlaysIn(overlay),
    mapping: oneOf('mapping', mapping, ['current', 'original'], { zh: '映射', en: 'mapping' }),
    reason,
  };
  const parsed = replayRequestSchema.safeParse(request);
  // What is not said is left out, here as there.
  if (parsed.success) return parsed.data as PlanRequest;
  throw malformed([...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', '));
}

function filterOf(options: PlanOptions): Record<string, string> {
  const { tenant, system, kind, state, code, batch, from, to } = options;
  const filter = {
    tenant,
    system,
    kind: kind === undefined ? undefined : oneOf('kind', kind, KINDS, { zh: '记录种类', en: 'kind of record' }),
    state:
      state === undefined
        ? undefined
        : oneOf('state', state.toUpperCase(), REPLAYABLE_STATES, { zh: '可重放的状态', en: 'state to replay from' }),
    code,
    batchId: batch,
    from: from === undefined ? undefined : timeOf(from),
    to: to === undefined ? undefined : timeOf(to),
  };
  return Object.fromEntries(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A day in Guangdong is its first moment; a time is itself. */
function timeOf(option: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(option) ? `${option}T00:00:00+08:00` : option;
}

function overlaysIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CliError(
      'usage.overlay',
      { zh: `读不出更正文件 ${path}`, en: `the edits in ${path} can't be read` },
      {
        zh: '写成 JSON：[{"recordKey":"…","edits":[{"op":"replace","path":"/mobile","value":"13800138000"}]}]。',
        en: 'Write JSON: [{"recordKey":"…","edits":[{"op":"replace","path":"/mobile","value":"13800138000"}]}].',
      },
    );
  }
}

function keysAndFilter(): CliError {
  return new CliError(
    'usage.replay-selection',
    {
      zh: '记录编号和筛选条件只能写一种（--system 除外）',
      en: 'name records or conditions, not both (--system goes with either)',
    },
    { zh: '去掉记录编号，或去掉条件。', en: 'Leave out the one or the other.' },
  );
}

function nothingNamed(): CliError {
  return new CliError(
    'usage.replay-selection',
    { zh: '没有说明要重放什么', en: 'nothing says what is to be replayed' },
    {
      zh: '写记录编号，或写条件，例如 --batch、--code、--state。',
      en: 'Name records, or conditions such as --batch, --code, --state.',
    },
  );
}

function malformed(fields: string): CliError {
  return new CliError(
    'usage.replay',
    { zh: `不合约定：${fields}`, en: `not as agreed: ${fields}` },
    {
      zh: '说明 2 至 500 字，不写证件号、卡号、手机号；更正只能配 --mapping current；时间写成 2026-11-23 或 RFC 3339。',
      en: 'A reason is 2 to 500 characters without ID, card or phone numbers; edits go with --mapping current; times are 2026-11-23 or RFC 3339.',
    },
  );
}
