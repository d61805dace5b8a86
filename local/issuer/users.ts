import type { Role } from '../../schemas/api/roles.ts';

/** Somebody of the local issuer's: there is no password, as nobody but whoever runs the stack can reach it. */
export interface SampleUser {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly roles: readonly Role[];
  /** `*` = all. */
  readonly tenants: readonly string[];
}

/** One for each role; of two persons who have to agree, `operator` and `approver` are one each. */
export const USERS: readonly SampleUser[] = [
  { id: 'viewer', name: { zh: '查阅员 陈', en: 'Viewer Chen' }, roles: ['viewer'], tenants: ['guangzhou'] },
  { id: 'operator', name: { zh: '经办员 李', en: 'Operator Li' }, roles: ['viewer', 'operator'], tenants: ['*'] },
  {
    id: 'approver',
    name: { zh: '复核员 王', en: 'Approver Wang' },
    roles: ['viewer', 'operator', 'approver'],
    tenants: ['*'],
  },
  { id: 'auditor', name: { zh: '审计员 赵', en: 'Auditor Zhao' }, roles: ['viewer', 'auditor'], tenants: ['*'] },
];

export function userOf(id: unknown): SampleUser | undefined {
  return USERS.find((user) => user.id === id);
}
