import type { Wire } from '../../core/lines.ts';
import { wireFormOf } from '../../core/wire-form.ts';
import type { Canonical, EncodeContext } from '../../schemas/systems/system.ts';

/** A record in the wire form of its destination. Whether it can be said there was asked before: that it can't is an error here. */
export function wireFor(source: string, destination: string, record: Canonical, context: EncodeContext): Wire {
  const form = wireFormOf(source, destination, record, context);
  if (!form.ok) throw new Error(`${destination} can not say it: ${form.code}`);
  return form.wire;
}
