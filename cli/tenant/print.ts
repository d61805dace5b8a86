import type { CredentialView, GivenSecret } from '../../schemas/api/tenants.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';

export interface TenantView {
  readonly tenant: string;
  readonly systems: readonly string[];
  readonly credentials: readonly CredentialView[];
}

const STATES: Readonly<Record<CredentialView['state'], Bilingual>> = {
  VALID: { zh: '有效', en: 'valid' },
  ROTATING: { zh: '换密钥中', en: 'rotating' },
  REVOKED: { zh: '已收回', en: 'revoked' },
};

export function printTenants(terminal: Terminal, tenants: readonly TenantView[]): void {
  const header = [
    { zh: '市或平台', en: 'tenant' },
    { zh: '凭证', en: 'credential' },
    { zh: '状态', en: 'state' },
    { zh: '签发', en: 'given' },
    { zh: '上次换', en: 'rotated' },
    { zh: '旧密钥至', en: 'older until' },
  ].map((title) => say(terminal, title));
  const rows = tenants.flatMap(({ tenant, credentials }) =>
    credentials.length === 0
      ? [[tenant, '-']]
      : credentials.map((credential) => [
          tenant,
          credential.credentialId,
          say(terminal, STATES[credential.state]),
          minuteOf(credential.createdAt),
          minuteOf(credential.rotatedAt),
          credential.state === 'ROTATING' ? minuteOf(credential.previousUntil) : '-',
        ]),
  );
  for (const line of tableLines(header, rows)) printLine(terminal, line);
}

/** @param savedTo where the secret went instead of the terminal */
export function printGiven(
  terminal: Terminal,
  { credential, secret, holdsFrom }: GivenSecret,
  savedTo: string | null,
): void {
  const { credentialId, tenant, previousUntil } = credential;
  printLine(terminal, `${tenant}  ${credentialId}`);
  printLine(
    terminal,
    savedTo === null
      ? secret
      : say(terminal, {
          zh: `密钥写入 ${savedTo}（仅本人可读）`,
          en: `The secret is in ${savedTo}, for you alone to read`,
        }),
  );
  const since = minuteOf(holdsFrom);
  printLine(terminal, say(terminal, { zh: `最迟 ${since} 起处处有效。`, en: `It holds everywhere from ${since} on.` }));
  if (previousUntil !== null) {
    const until = minuteOf(previousUntil);
    printLine(
      terminal,
      say(terminal, { zh: `旧密钥到 ${until} 仍有效。`, en: `The older one still holds until ${until}.` }),
    );
  }
  const once = {
    zh: '密钥只显示这一次；请用安全的途径交给对方，不要用邮件或聊天。',
    en: 'It is shown this once; hand it over by a safe way, not by mail or chat.',
  };
  terminal.stderr.write(`${say(terminal, once)}\n`);
}

export function printRevoked(terminal: Terminal, { credentialId }: CredentialView, refusedFrom: string): void {
  const since = minuteOf(refusedFrom);
  printLine(
    terminal,
    say(terminal, {
      zh: `${credentialId} 已收回，最迟 ${since} 起处处拒绝。`,
      en: `${credentialId} is revoked: refused everywhere from ${since} on.`,
    }),
  );
}

/** In China, as `2026-11-23 10:30:00`; `-` of none. */
function minuteOf(time: string | null): string {
  if (time === null) return '-';
  return new Date(Date.parse(time) + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

const CHINA_OFFSET_MS = 8 * 3_600_000;
