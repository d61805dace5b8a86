import { refused } from './problem-text.ts';

/** What can keep a tenant's credentials from being given, rotated or revoked. */
export const TENANT_PROBLEMS = {
  'tenant.unknown': refused(
    '没有登记这个市或平台，或您不负责它',
    'no such tenant is registered, or it is not yours to see',
    '用 bridge tenant list 查看；新的市先按 docs/onboarding.md 登记系统',
    'see bridge tenant list; a new city’s systems are registered first (docs/onboarding.md)',
  ),
  'tenant.request-invalid': refused(
    '请求的内容不符合约定',
    'the request is not as agreed',
    '按接口说明更正列出的字段',
    'correct the fields named, as the API describes them',
  ),
  'tenant.credential-unknown': refused(
    '没有这份凭证，或您不负责它所属的市',
    'there is no such credential, or its tenant is not yours to see',
    '用 bridge tenant list 查看编号',
    'look its id up with bridge tenant list',
  ),
  'tenant.credential-exists': refused(
    '这个系统已有签名密钥',
    'this system has a signing secret already',
    '换密钥用 bridge tenant rotate',
    'rotate it with bridge tenant rotate',
  ),
  'tenant.rotation-underway': refused(
    '上一次换密钥还在重叠期，已有两个有效密钥',
    'the last rotation is still under way: two secrets hold already',
    '等旧密钥到期再换；密钥泄露时用重叠 0 天，旧的即时作废',
    'wait for the older one to end; where one has leaked, rotate with an overlap of 0 days, which ends it at once',
  ),
  'tenant.credential-revoked': refused(
    '凭证已收回',
    'the credential is revoked',
    '另发一份：bridge tenant add',
    'give a new one: bridge tenant add',
  ),
  'tenant.credential-changed': refused(
    '凭证刚被别人改动',
    'somebody else has just changed the credential',
    '用 bridge tenant list 查看后再决定',
    'look at it with bridge tenant list, then decide again',
  ),
  'tenant.signing-in-use': refused(
    '系统的签名密钥不能收回：收回后双方的消息都会被拒',
    'a system’s signing secret is not revoked: messages of both sides would be refused',
    '泄露时换密钥，重叠 0 天',
    'where it has leaked, rotate it with an overlap of 0 days',
  ),
} as const;
