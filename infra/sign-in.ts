import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Which issuer operators sign in with: template parameters, so that one template serves every deployment. Issuer and audience have no
 * default: a deployment that does not name them is refused, for a wrong guess would let in whom another issuer knows.
 */
export function signInEnvironment(scope: Construct): Readonly<Record<string, string>> {
  const issuer = new CfnParameter(scope, 'OidcIssuer', {
    description: 'The OIDC issuer operators sign in with, exactly as its tokens name it (claim iss)',
    allowedPattern: '^https?://[^/?#]+[^?#]*$',
  });
  const audience = new CfnParameter(scope, 'OidcAudience', {
    description: 'What the issuer calls this API in its access tokens (claim aud)',
    minLength: 1,
  });
  const rolesClaim = new CfnParameter(scope, 'OidcRolesClaim', {
    description: 'The claim that lists the roles of a person: viewer, operator, approver, auditor',
    default: 'bridge_roles',
  });
  const tenantsClaim = new CfnParameter(scope, 'OidcTenantsClaim', {
    description: 'The claim that lists the tenants whose records a person may see; * for all',
    default: 'bridge_tenants',
  });
  const allowPrivate = new CfnParameter(scope, 'AllowPrivateIssuer', {
    description:
      'true lets the keys of the issuer be fetched over plain http and from private addresses, for a stack on one machine',
    allowedValues: ['true', 'false'],
    default: 'false',
  });
  return {
    BRIDGE_OIDC_ISSUER: issuer.valueAsString,
    BRIDGE_OIDC_AUDIENCE: audience.valueAsString,
    BRIDGE_OIDC_ROLES_CLAIM: rolesClaim.valueAsString,
    BRIDGE_OIDC_TENANTS_CLAIM: tenantsClaim.valueAsString,
    BRIDGE_ALLOW_PRIVATE: allowPrivate.valueAsString,
  };
}
