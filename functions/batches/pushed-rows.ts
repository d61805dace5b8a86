import type { APIGatewayProxyResult } from 'aws-lambda';
import { refuse } from '../../adapters/http/problem-document.ts';
import { type CheckedRow, createObjectChecker, createRowChecker } from '../../core/check.ts';
import type { Kind } from '../../schemas/kind.ts';
import { pushedRowSchema } from '../../schemas/manifest.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, DecodeContext, System } from '../../schemas/systems/system.ts';

type Pushed = Readonly<Record<string, unknown>>;

/** One pushed record, checked: `fen` is its amount where that can be read. */
export type CheckPushed = (
  row: number,
  record: Pushed,
) => { readonly checked: CheckedRow<Canonical>; readonly fen: string | null };

/** The checker of records in the form of the system's own files: rows under all columns any of them names, or whole objects. */
export function checkerOf(
  system: System,
  kind: Kind,
  records: readonly Pushed[],
  context: DecodeContext,
): CheckPushed | { readonly refusal: APIGatewayProxyResult } {
  const mapping = mappingOf(system, kind);
  if (mapping?.form === 'object') {
    const checker = createObjectChecker({ system, kind, context });
    return (row, record) => ({ checked: checker.row(row, record), fen: mapping.amountOf(record, context) });
  }
  const rows = records.map((record) => pushedRowSchema.safeParse(record));
  const wrong = rows.flatMap(({ error }, at) =>
    (error?.issues ?? []).map(({ path }) => ['records', at, ...path].join('.')),
  );
  if (wrong.length > 0) return { refusal: refuse(400, 'batch.manifest-invalid', wrong.slice(0, NAMED_MAX).join(', ')) };
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const check = createRowChecker({ system, kind, header, context });
  if (!check.ok)
    return { refusal: refuse(400, 'file.header', [...check.problem.missing, ...check.problem.repeated].join(', ')) };
  return (row, record) => {
    const cells = header.map((column) => (typeof record[column] === 'string' ? record[column] : ''));
    return { checked: check.checker.row(row, cells), fen: check.amountOf(cells) };
  };
}

/** Places named in a refusal. */
const NAMED_MAX = 20;
