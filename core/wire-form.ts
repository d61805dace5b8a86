import type { ProblemCode } from '../schemas/problem.ts';
import { mappingOf, systemById } from '../schemas/systems/registry.ts';
import type { Canonical, EncodeContext, Mapping } from '../schemas/systems/system.ts';
import type { Wire } from './lines.ts';
import { kindOfRecord, translateRecord } from './translate.ts';

export type WireForm =
  | { readonly ok: true; readonly wire: Wire }
  /** The destination's form can't say it. */
  | { readonly ok: false; readonly code: ProblemCode };

/** A record in the wire form of its destination, by today's mapping. Throws RangeError where either is in no registry. */
export function wireFormOf(source: string, destination: string, record: Canonical, context: EncodeContext): WireForm {
  const [from, to] = [systemById(source), systemById(destination)];
  if (from === undefined || to === undefined) throw new RangeError(`no system ${source} or ${destination}`);
  const translated = translateRecord(record, from, to);
  if (!translated.ok) return { ok: false, code: translated.problem.code };
  const mapping = mappingOf(to, kindOfRecord(record)) as Mapping<Canonical>;
  return { ok: true, wire: mapping.encode(translated.record, context) };
}
