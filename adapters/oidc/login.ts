import * as oauth from 'oauth4webapi';
import { LoginFailed } from './login-failed.ts';

/** What a login gives: short-lived leave to call the API, and leave to ask for more. */
export interface Tokens {
  readonly accessToken: string;
  /** `null` of an issuer that gives none. */
  readonly refreshToken: string | null;
  /** RFC 3339 in UTC. */
  readonly expiresAt: string;
}

export interface LoginSettings {
  readonly issuer: string;
  /** Of a public client: it has no secret. */
  readonly clientId: string;
  readonly scope: string;
  readonly now: () => Date;
}

export interface Authorization {
  /** Loopback, or the client's own; registered with the issuer. */
  readonly redirectUri: string;
  /** Whom the issuer need not ask who they are, where it takes hints. */
  readonly loginHint?: string;
  /** Brings a person's browser to `address`, and gives the address it was sent back to. */
  readonly authorize: (address: URL) => Promise<URL>;
}

/** Authorization code with PKCE (RFC 7636, RFC 8252). Throws `LoginFailed`. */
export async function logIn(settings: LoginSettings, authorization: Authorization): Promise<Tokens> {
  return await withReason(async () => {
    const { clientId, scope } = settings;
    const { redirectUri, loginHint, authorize } = authorization;
    const server = await discovered(settings.issuer);
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const address = new URL(server.authorization_endpoint ?? '');
    const asked = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(loginHint === undefined ? { prompt: 'login' } : { login_hint: loginHint }),
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    const client = { client_id: clientId };
    const back = oauth.validateAuthResponse(server, client, await authorize(address), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      back,
      redirectUri,
      verifier,
      insecurely(settings.issuer),
    );
    return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, answer), settings.now(), null);
  });
}

/** New tokens for old ones, without asking anybody. Throws `LoginFailed` where the issuer has had enough of it. */
export async function refreshed(settings: LoginSettings, refreshToken: string): Promise<Tokens> {
  return await withReason(async () => {
    const server = await discovered(settings.issuer);
    const client = { client_id: settings.clientId };
    const options = insecurely(settings.issuer);
    const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
    return tokensOf(await oauth.processRefreshTokenResponse(server, client, answer), settings.now(), refreshToken);
  });
}

async function discovered(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecurely(issuer)));
}

/** Plain http never leaves the machine. */
function insecurely(issuer: string): { readonly [oauth.allowInsecureRequests]: boolean; readonly signal: AbortSignal } {
  const { hostname } = new URL(issuer);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return { [oauth.allowInsecureRequests]: isLoopback, signal: AbortSignal.timeout(TIMEOUT_MS) };
}

function tokensOf(answer: oauth.TokenEndpointResponse, now: Date, before: string | null): Tokens {
  const {
    access_token: accessToken,
    refresh_token: refreshToken = before,
    expires_in: seconds = UNSAID_SECONDS,
  } = answer;
  return { accessToken, refreshToken, expiresAt: new Date(now.getTime() + seconds * 1000).toISOString() };
}

async function withReason<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const said = error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError;
    const text = said ? error.error : error instanceof Error ? error.message : String(error);
    throw new LoginFailed(text, { cause: error });
  }
}

const TIMEOUT_MS = 10_000;
/** An issuer that does not say how long a token holds: it is renewed soon. */
const UNSAID_SECONDS = 60;
