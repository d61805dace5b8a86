import * as z from 'zod';
import { CASE_STATES } from '../../core/reconcile/cases.ts';
import { DISCREPANCIES } from '../../core/reconcile/codes.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';

const PAGE_MAX = 200;
const PAGE_USUAL = 50;

const programme = z
  .string()
  .refine((code) => PROGRAMMES.some((each) => each.code === code))
  .optional();
const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_USUAL),
};

/** `GET /v1/reconciliations`. A condition nobody knows is refused: left out, it would show what was not asked for. */
export const reconciliationQuerySchema = z.strictObject({
  night: z.iso.date().optional(),
  programme,
  kind: z.enum(KINDS).optional(),
  ...paging,
});

/** `GET /v1/discrepancies` */
export const discrepancyQuerySchema = z.strictObject({
  code: z.enum(DISCREPANCIES).optional(),
  programme,
  kind: z.enum(KINDS).optional(),
  state: z.enum(CASE_STATES).optional(),
  /** The last night it was found. */
  night: z.iso.date().optional(),
  tenant: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  format: z.enum(['json', 'csv']).default('json'),
  ...paging,
});
export type DiscrepancyQuery = Readonly<z.infer<typeof discrepancyQuerySchema>>;

/** Names of the conditions that are not as agreed, or that nobody knows; never a value. */
export function conditionsOf({ issues }: z.ZodError): string {
  const names = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map(named) : [issue.path.join('.')],
  );
  return [...new Set(names)].join(', ');
}

/** What somebody wrote in place of a name may be anything, a person's number too. */
function named(key: string): string {
  return /^[A-Za-z]{1,20}$/.test(key) ? key : '?';
}
