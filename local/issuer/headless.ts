import { logIn, type Tokens } from '../../adapters/oidc/login.ts';
import { CLI_CLIENT } from './names.ts';

/** Where a browser would be sent back to; nobody listens there, the last step is not taken. */
const REDIRECT_URI = 'http://127.0.0.1/callback';
const STEPS_MAX = 10;

/** Signs in with the local issuer as one of its users, without a browser. */
export async function signInAs(issuer: string, user: string): Promise<Tokens> {
  return await logIn(
    { issuer, clientId: CLI_CLIENT, scope: 'openid', now: () => new Date() },
    { redirectUri: REDIRECT_URI, loginHint: user, authorize: walk },
  );
}

/** Goes where a browser would be sent, with the cookies it would bring, until it is sent back to the client. */
async function walk(start: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  let address = start;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    await answer.body?.cancel();
    const location = answer.headers.get('location');
    if (location === null) throw new Error('the issuer does not know this user');
    address = new URL(location, address);
    if (address.href.startsWith(REDIRECT_URI)) return address;
  }
  throw new Error('the issuer sends round in circles');
}
