import * as z from 'zod';
import { KINDS } from '../kind.ts';
import { PROGRAMMES } from '../programmes.ts';

/** What many answers and conditions are made of. */

export const fenSchema = z
  .string()
  .regex(/^-?(0|[1-9]\d*)$/)
  .meta({ id: 'Fen', description: '金额，单位分，十进制整数文本。 Integer 分 as decimal text.', example: '660000000' });

/** RFC 3339 with offset. */
export const timeSchema = z.iso.datetime({ offset: true });

/** `YYYY-MM-DD`, in China. */
export const dateSchema = z.iso.date();

export const kindSchema = z
  .enum(KINDS)
  .meta({ id: 'Kind', description: '记录种类：申领、证书、发放。 Application, certificate, payment.' });

export const programmeSchema = z
  .enum(PROGRAMMES.map(({ code }) => code))
  .meta({ id: 'Programme', description: '项目代码。 Code of a programme.' });

export const tenantSchema = z
  .string()
  .regex(/^[a-z-]{1,40}$/)
  .meta({ id: 'Tenant', description: '市或平台，例如 guangzhou。 A city or platform.', example: 'guangzhou' });

export const amountSchema = z
  .object({ rows: z.int(), fen: fenSchema })
  .meta({ id: 'Amount', description: '行数与金额（分）。 Rows, and 分.' });

/** Kept codes may be another side's own reason, so an answer's code is any text. */
export const codeSchema = z
  .string()
  .meta({ description: '问题代码，见 docs/problems.md。 A problem code.', example: 'citizen-id.check-digit' });
