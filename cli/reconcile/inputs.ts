import type { Kind } from '../../schemas/kind.ts';
import type { System } from '../../schemas/systems/system.ts';
import { systemAndKind } from '../system-option.ts';
import { evidenceSystem } from './evidence-system.ts';
import type { ReconcileRequest } from './request.ts';
import { levelsOfOthers, saysYear } from './scope.ts';
import type { InputFile, Scope } from './work.ts';

/** All files given, in the order they are read: both sides, then what else is asked. Throws CliError. */
export async function inputsOf(request: ReconcileRequest): Promise<readonly InputFile[]> {
  const { kind, city, province, applicants, certificates, returns } = request;
  return [
    { role: 'city', ...city, kind },
    { role: 'province', ...province, kind },
    ...(applicants === undefined ? [] : [await evidenceInput(request, 'applicants', 'applicant', applicants)]),
    ...(certificates === undefined ? [] : [await evidenceInput(request, 'certificates', 'certificate', certificates)]),
    ...(returns === undefined ? [] : [{ role: 'returns', ...returns, kind } as const]),
  ];
}

async function evidenceInput(
  request: ReconcileRequest,
  role: 'applicants' | 'certificates',
  kind: Kind,
  path: string,
): Promise<InputFile> {
  const { city, province } = sidesOf(request);
  const context = { today: request.today };
  const system = await evidenceSystem(role, path, { city, province, kind, context });
  return { role, path, system: system.id, kind };
}

function sidesOf({ kind, city, province }: ReconcileRequest): { readonly city: System; readonly province: System } {
  return {
    city: systemAndKind(city.system, kind).system,
    province: systemAndKind(province.system, kind).system,
  };
}

export function scopeOf(request: ReconcileRequest, inputs: readonly InputFile[]): Scope {
  const { city } = sidesOf(request);
  if (city.programme === undefined) throw new RangeError(`${city.id} has no programme of its own`);
  return {
    programme: city.programme,
    year: request.year ?? null,
    otherLevels: levelsOfOthers(city, request.kind),
    // Applications are of the year they were handed in.
    yearIsOpen:
      request.year === undefined &&
      request.kind !== 'applicant' &&
      inputs.some((input) => input.role === 'city' && !saysYear(input)),
  };
}
