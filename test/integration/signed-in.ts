import type { SignIn } from '../../adapters/oidc/sign-in.ts';
import type { Operator } from '../../core/access.ts';

/** Somebody who may act everywhere, but for what the test says. */
export function operatorNamed(name: string, change: Partial<Operator> = {}): Operator {
  return { name, displayName: name, roles: ['viewer', 'operator', 'approver', 'auditor'], tenants: 'all', ...change };
}

/** An issuer whose every token is this person's. */
export function signedInAs(operator: Operator): SignIn {
  return () => Promise.resolve({ operator });
}
