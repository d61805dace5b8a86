import { expect, test } from 'vitest';
import type { Http, HttpSettings } from '../../../adapters/http/http.ts';
import { verify } from '../../../core/webhook-signature.ts';
import { connectionTo } from '../../../functions/deliver/destinations.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';

const NOW = new Date('2026-11-23T02:00:00Z');
const OLD = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

test.each([
  ['older', OLD],
  ['newer', NEW],
])(
  'while a signing secret is changed over, a receiver that knows only the %s accepts our calls',
  async (_which, known) => {
    const opened: HttpSettings[] = [];
    const delivering = {
      destination: 'guangzhou/degree-subsidy',
      baseUrl: 'https://city.example',
      allowPrivate: false,
      clock: { now: () => NOW },
      connections: new Map(),
      secrets: { signingSecrets: () => Promise.resolve([NEW, OLD]) },
      openHttp: (settings: HttpSettings) => {
        opened.push(settings);
        return {} as Http;
      },
    };
    await connectionTo(delivering as unknown as Delivering);
    const body = Buffer.from('{"rows":1}');
    const headers = (await opened[0]?.sign?.(body)) ?? {};
    const verdict = verify({
      secrets: [known],
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signature: headers['webhook-signature'],
      body,
      now: NOW,
    });
    expect(verdict).toEqual({ valid: true });
  },
);
