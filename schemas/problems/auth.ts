import { refused } from './problem-text.ts';

/** Why nobody is believed to have sent a request, or why they may not. */
export const AUTH_PROBLEMS = {
  'auth.missing': refused('没有凭证', 'there is no credential', '带上凭证', 'send a credential'),
  'auth.invalid': refused(
    '凭证无效',
    'the credential is not valid',
    '重新登录或更换凭证',
    'log in again or use another credential',
  ),
  'auth.expired': refused('凭证已过期', 'the credential has expired', '重新登录', 'log in again'),
  'auth.forbidden': refused('没有权限', 'the credential does not allow this', '向管理员申请权限', 'ask for the role'),
  'auth.token-expired': refused(
    '登录已过期',
    'the token has expired',
    '重新登录：bridge login',
    'log in again: bridge login',
  ),
  'auth.token-invalid': refused(
    '登录令牌无效：签名不符、签发方不对、尚未生效，或者它不是访问令牌',
    'the token is not valid: its signature, its issuer or its time is wrong, or it is no access token',
    '重新登录；仍被拒绝时请管理员核对签发方的设置',
    'log in again; if it is still refused, have the settings of the issuer checked',
  ),
  'auth.wrong-audience': refused(
    '登录令牌是为另一个系统签发的',
    'the token was issued for another system',
    '用本系统的登录（bridge login）取得令牌；请管理员核对 BRIDGE_OIDC_AUDIENCE',
    'get a token for this system (bridge login); have BRIDGE_OIDC_AUDIENCE checked',
  ),
  'auth.issuer-unreachable': refused(
    '暂时无法向登录系统核对令牌',
    'the issuer of the tokens cannot be asked for its keys at the moment',
    '稍后重试，不必重新登录；持续如此请运维人员检查登录系统',
    'try again later, without logging in again; if it goes on, have the issuer looked at',
  ),
} as const;
