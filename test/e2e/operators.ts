import { randomUUID } from 'node:crypto';
import type { Access } from '../../local/deployment/credentials.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import { type Answered, request } from './partner.ts';

/** The two operators of a local deployment, each with a credential of their own. */
export interface Operators {
  readonly say: (name: string, statement: object) => Promise<Answered>;
  readonly list: (name: string) => Promise<Answered>;
  /** Both say it, one after the other; the answer the second got. */
  readonly agree: (statement: object) => Promise<Answered>;
}

export function operatorsOf({ apiUrl, operators }: Access): Operators {
  const call = async (name: string, method: string, body?: object): Promise<Answered> => {
    const { credentialId, secret } = operators[name] ?? { credentialId: '', secret: '' };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return await request(`${apiUrl}/statements`, method, text, {
      'bridge-credential': credentialId,
      ...signedHeaders(secret, `say_${randomUUID()}`, Date.now(), text ?? ''),
    });
  };
  const say: Operators['say'] = (name, statement) => call(name, 'POST', statement);
  return {
    say,
    list: (name) => call(name, 'GET'),
    agree: async (statement) => {
      await say('operator-a', statement);
      return await say('operator-b', statement);
    },
  };
}
