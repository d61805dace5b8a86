import type { Kind } from '../kind.ts';
import { bankPayout } from './bank/payout/system.ts';
import { foshanGrants } from './foshan/grants/system.ts';
import { degreeSubsidy } from './guangzhou/degree-subsidy/system.ts';
import { educationNet } from './guangzhou/education-net/system.ts';
import { matchingGrants } from './guangzhou/matching-grants/system.ts';
import { microClassroom } from './guangzhou/micro-classroom/system.ts';
import { suigongAcademy } from './guangzhou/suigong-academy/system.ts';
import { workersUniversity } from './guangzhou/workers-university/system.ts';
import { yuegonghui } from './province/yuegonghui/system.ts';
import { dreamPlan } from './shenzhen/dream-plan/system.ts';
import { talentPlatform } from './shenzhen/talent-platform/system.ts';
import { trainingNetwork } from './shenzhen/training-network/system.ts';
import { wechatTransfer } from './wechat/transfer/system.ts';
import type { CanonicalOf, Mapping, System } from './system.ts';

/** Every outside system there is. A new one is its folder and one line here. */
export const systems: readonly System[] = [
  yuegonghui,
  degreeSubsidy,
  workersUniversity,
  suigongAcademy,
  educationNet,
  microClassroom,
  matchingGrants,
  dreamPlan,
  talentPlatform,
  trainingNetwork,
  foshanGrants,
  bankPayout,
  wechatTransfer,
];

export function systemById(id: string): System | undefined {
  return systems.find((system) => system.id === id);
}

/** The system's wire form of this kind, or undefined where it carries none. */
export function mappingOf<K extends Kind>(system: System, kind: K): Mapping<CanonicalOf[K]> | undefined {
  return system.kinds[kind];
}
