import { type Kind, KINDS } from '../schemas/kind.ts';
import { mappingOf, systemById, systems } from '../schemas/systems/registry.ts';
import type { System } from '../schemas/systems/system.ts';
import { CliError } from './cli-error.ts';

/** The system and kind of record named on the command line. Throws CliError. */
export function systemAndKind(systemId: string, kindName: string): { readonly system: System; readonly kind: Kind } {
  const system = systemById(systemId);
  if (!system) {
    const known = systems.map(({ id }) => id).join(', ');
    throw new CliError(
      'usage.system-unknown',
      { zh: `没有系统 ${systemId}`, en: `there is no system ${systemId}` },
      { zh: `可用：${known}。`, en: `Known: ${known}.` },
    );
  }
  const kind = KINDS.find((known) => known === kindName);
  if (!kind)
    throw new CliError(
      'usage.kind-unknown',
      { zh: `没有记录种类 ${kindName}`, en: `there is no kind of record ${kindName}` },
      { zh: `可用：${KINDS.join(', ')}。`, en: `Known: ${KINDS.join(', ')}.` },
    );
  if (mappingOf(system, kind)) return { system, kind };
  const carried = KINDS.filter((known) => mappingOf(system, known)).join(', ');
  throw new CliError(
    'usage.kind-not-carried',
    { zh: `${systemId} 不含 ${kind} 记录`, en: `${systemId} carries no ${kind} records` },
    { zh: `它包含：${carried}。`, en: `It carries: ${carried}.` },
  );
}
