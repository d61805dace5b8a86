import type { Access } from '../../local/deployment/credentials.ts';
import { signInAs } from '../../local/issuer/headless.ts';
import { type Answered, request } from './partner.ts';

/** The sample users of a local deployment. */
export interface Operators {
  readonly say: (name: string, statement: object) => Promise<Answered>;
  readonly list: (name: string) => Promise<Answered>;
  /** `operator` and `approver` say it, one after the other; the answer the second got. */
  readonly agree: (statement: object) => Promise<Answered>;
  /** Any route of the operators' API; `path` below `/v1`. */
  readonly call: (name: string, method: string, path: string, body?: object) => Promise<Answered>;
}

export function operatorsOf({ apiUrl, issuer }: Pick<Access, 'apiUrl' | 'issuer'>): Operators {
  const call: Operators['call'] = async (name, method, path, body) => {
    const { accessToken } = await signInAs(issuer.url, name);
    const text = body === undefined ? undefined : JSON.stringify(body);
    return await request(`${apiUrl}${path}`, method, text, { authorization: `Bearer ${accessToken}` });
  };
  const say: Operators['say'] = (name, statement) => call(name, 'POST', '/statements', statement);
  return {
    say,
    call,
    list: (name) => call(name, 'GET', '/statements'),
    agree: async (statement) => {
      await say('operator', statement);
      return await say('approver', statement);
    },
  };
}
