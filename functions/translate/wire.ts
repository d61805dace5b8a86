import { kindOfRecord, translateRecord } from '../../core/translate.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import type { Canonical, EncodeContext, Mapping } from '../../schemas/systems/system.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';

/** A record in the wire form of its destination. Whether it can be said there was asked before: that it can't is an error here. */
export function wireFor(
  source: string,
  destination: string,
  record: Canonical,
  context: EncodeContext,
): DeliveryLine['wire'] {
  const [from, to] = [systemById(source), systemById(destination)];
  if (from === undefined || to === undefined) throw new Error(`no system ${source} or ${destination} in the registry`);
  const translated = translateRecord(record, from, to);
  if (!translated.ok) throw new Error(`${destination} can not say it: ${translated.problem.code}`);
  const mapping = mappingOf(to, kindOfRecord(record)) as Mapping<Canonical>;
  return mapping.encode(translated.record, context);
}
