import type { IssuerKeys } from './keys.ts';
import { memory } from './memory.ts';
import { AUDIENCE, CLI_CLIENT, CONSOLE_CLIENT } from './names.ts';
import { type Context, type Grant, interactionPolicy } from './oidc-provider.ts';
import { userOf } from './users.ts';

const ACCESS_TOKEN_SECONDS = 900;
const DAY_SECONDS = 86_400;
const PUBLIC_CLIENT = {
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
} as const;

export function configurationOf(keys: IssuerKeys, consoleUris: readonly string[]): object {
  const consoleOrigins = new Set(consoleUris.map((uri) => new URL(uri).origin));
  // Nobody is asked to consent: both clients are ours.
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return {
    adapter: memory(Date.now),
    jwks: keys.jwks,
    cookies: { keys: keys.cookies },
    clients: [
      // A native client's loopback address is the same on any port (RFC 8252 §7.3).
      {
        ...PUBLIC_CLIENT,
        client_id: CLI_CLIENT,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
      },
      { ...PUBLIC_CLIENT, client_id: CONSOLE_CLIENT, redirect_uris: consoleUris },
    ],
    clientBasedCORS: (_context: Context, origin: string) => consoleOrigins.has(origin),
    findAccount: (_context: Context, id: string) =>
      userOf(id) === undefined ? undefined : { accountId: id, claims: () => ({ sub: id, name: userOf(id)?.name.zh }) },
    claims: { openid: ['sub', 'name'] },
    scopes: ['openid'],
    extraTokenClaims: (_context: Context, { accountId }: { readonly accountId: string }) => {
      const user = userOf(accountId);
      return user && { name: user.name.zh, bridge_roles: user.roles, bridge_tenants: user.tenants };
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    interactions: {
      policy,
      url: (_context: Context, { uid }: { readonly uid: string }) => `/login/${uid}`,
    },
    renderError: (context: { type: string; body: string }, { error }: { readonly error: string }) => {
      context.type = 'text/plain; charset=utf-8';
      context.body = `登录没有成功 The login failed: ${error}\n`;
    },
    loadExistingGrant: grantAll,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    pkce: { required: () => true },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: 600,
      Session: DAY_SECONDS,
      Grant: DAY_SECONDS,
      RefreshToken: DAY_SECONDS,
    },
  };
}

/** Whoever signs in may have what they may have. */
async function grantAll({ oidc }: Context): Promise<Grant> {
  const { accountId } = oidc.session;
  const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(AUDIENCE, '');
  await grant.save();
  return grant;
}
