import { bankCardCodec } from './bank-card.ts';
import type { Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/**
 * Where a payment goes: a bank account (16–19 digits), or the payee's own wallet by its WeChat openid (`o` and 27 of
 * `A-Z a-z 0-9 _ -`, whose case counts: as they are seen, WeChat promises no layout). An openid has no check digit, so only a bank account can be warned about.
 */
export const accountCodec: Codec<string> = {
  name: 'account',
  decode: (text, today) => {
    const account = normalIdentifier(text);
    return isOpenid(account) ? account : bankCardCodec.decode(account, today);
  },
  encode: (account) => account,
  caution: (account) => (isOpenid(account) ? undefined : bankCardCodec.caution?.(account)),
};

export function isOpenid(account: string): boolean {
  return OPENID.test(account);
}

const OPENID = /^o[A-Za-z0-9_-]{27}$/;
