import type { Role } from '../schemas/api/roles.ts';

/** A signed-in person. */
export interface Operator {
  /** The subject the issuer knows the person by: what is kept of who did what. */
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** Whose records the person may see and act on. */
  readonly tenants: readonly string[] | 'all';
}

/** Whether one of the person's roles is among those that may. */
export function mayCall({ roles }: Operator, allowed: readonly Role[]): boolean {
  return roles.some((role) => allowed.includes(role));
}

export function maySee({ tenants }: Operator, tenant: string): boolean {
  return tenants === 'all' || tenants.includes(tenant);
}
