import { rmSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { synthesize } from './synthesis.ts';

const { dir, templates, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

const api = Template.fromJSON({ ...templates.get('UnionBridge-Api') });

test('a deployment that does not name its issuer, and itself, is refused: neither has a default', () => {
  for (const name of ['OidcIssuer', 'OidcAudience']) {
    const [parameter] = Object.values(api.findParameters(name));
    expect(parameter).toBeDefined();
    expect(parameter).not.toHaveProperty('Default');
  }
});

test('an issuer is an address as tokens name it, without query or fragment', () => {
  const { AllowedPattern: pattern } = api.findParameters('OidcIssuer')['OidcIssuer'] as { AllowedPattern: string };
  const matches = (text: string) => new RegExp(pattern).test(text);
  expect(['https://login.example.cn', 'https://login.example.cn/realms/ghq'].every(matches)).toBe(true);
  expect(['', 'login.example.cn', 'https://', 'https://x.cn/?a', 'https://x.cn/#a'].some(matches)).toBe(false);
});

test('what claims are called has the usual names, and nothing private is asked unless said so', () => {
  const parameters = templates.get('UnionBridge-Api')?.Parameters ?? {};
  expect(parameters['OidcRolesClaim']).toMatchObject({ Default: 'bridge_roles' });
  expect(parameters['OidcTenantsClaim']).toMatchObject({ Default: 'bridge_tenants' });
  expect(parameters['AllowPrivateIssuer']).toMatchObject({ Default: 'false', AllowedValues: ['true', 'false'] });
});

test('the function operators call is told all of it, and no other function is', () => {
  const told = resources
    .filter(
      ({ type, properties }) => type === 'AWS::Lambda::Function' && JSON.stringify(properties).includes('BRIDGE_OIDC_'),
    )
    .map(({ id }) => id);
  expect(told).toEqual(['Operators']);
  api.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        BRIDGE_OIDC_ISSUER: { Ref: 'OidcIssuer' },
        BRIDGE_OIDC_AUDIENCE: { Ref: 'OidcAudience' },
        BRIDGE_OIDC_ROLES_CLAIM: { Ref: 'OidcRolesClaim' },
        BRIDGE_OIDC_TENANTS_CLAIM: { Ref: 'OidcTenantsClaim' },
        BRIDGE_ALLOW_PRIVATE: { Ref: 'AllowPrivateIssuer' },
      },
    },
  });
});
