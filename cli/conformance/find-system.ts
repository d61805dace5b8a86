import { existsSync } from 'node:fs';
import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import { CliError } from '../cli-error.ts';

export interface FoundSystem {
  readonly system: System;
  /** A folder that no line of the registry names yet. */
  readonly isRegistered: boolean;
}

const SYSTEMS = new URL('../../schemas/systems/', import.meta.url);
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The system of this id: of the registry, or of a folder that is not in it yet. Throws CliError. */
export async function findSystem(id: string, root: URL = SYSTEMS): Promise<FoundSystem> {
  const registered = systemById(id);
  if (registered !== undefined) return { system: registered, isRegistered: true };
  const module = new URL(`${id}/system.ts`, root);
  if (!ID.test(id) || !existsSync(module)) throw unknownSystem(id);
  const exported = await import(module.href).then(
    (loaded: object) => Object.values(loaded) as readonly unknown[],
    (error: unknown) => {
      throw unloadable(id, error instanceof Error ? error.message : String(error));
    },
  );
  const system = exported.find((value) => isSystem(value, id));
  if (system === undefined) throw unloadable(id, `system.ts exports no system whose id is ${id}`);
  return { system: system as System, isRegistered: false };
}

function isSystem(value: unknown, id: string): boolean {
  return typeof value === 'object' && value !== null && 'kinds' in value && 'id' in value && value.id === id;
}

function unknownSystem(id: string): CliError {
  const known = systems.map((system) => system.id).join(', ');
  return new CliError(
    'usage.system-unknown',
    {
      zh: `没有系统 ${id}：登记表和 schemas/systems/${id} 里都没有`,
      en: `there is no system ${id}, neither in the registry nor in schemas/systems/${id}`,
    },
    { zh: `可用：${known}。`, en: `Known: ${known}.` },
  );
}

function unloadable(id: string, message: string): CliError {
  return new CliError(
    'systems.unloadable',
    { zh: `${id} 的 system.ts 无法载入：${message}`, en: `the system.ts of ${id} can't be loaded: ${message}` },
    { zh: '改正该文件夹里的代码后再检查。', en: 'Correct the code in its folder and check again.' },
  );
}
