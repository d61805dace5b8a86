import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { type GivenSecret, OVERLAP_DAYS_MAX, OVERLAP_DAYS_USUAL } from '../../schemas/api/tenants.ts';
import { CliError, outputUnwritable } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { confirmNumber } from '../confirm.ts';
import { answered, type Asking, connectClient, type OperatorClient } from '../operator-client.ts';
import { asOperator } from '../operator-options.ts';
import { printGiven, printRevoked, printTenants, type TenantView } from '../tenant/print.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
type Giving = Asking & { readonly save?: string };

export const tenantCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = subcommand(terminal, {
      name: 'tenant',
      summary: {
        zh: '各市与平台的接入凭证：签发、换密钥（新旧并用一段时间）、收回',
        en: 'tenants’ credentials: give, rotate with an overlap, revoke',
      },
      examples: ['tenant list', 'tenant add guangzhou', 'tenant rotate guangzhou-3f9a0c1b2d4e --overlap-days 7'],
    });
    for (const define of [list, add, rotate, revoke]) command.addCommand(define(terminal, finish));
    return command;
  },
};

function list(terminal: Terminal, finish: Finish): Command {
  const outline = {
    name: 'list',
    summary: { zh: '列出各市与平台及其凭证；从不显示密钥', en: 'tenants and their credentials; never a secret' },
    examples: ['tenant list', 'tenant list --as approver --json'],
  };
  return asOperator(terminal, subcommand(terminal, outline)).action(async (asking: Asking) => {
    const tenants = await tenantsOf(connectClient(asking));
    if (terminal.json) printLine(terminal, JSON.stringify({ tenants }));
    else printTenants(terminal, tenants);
    finish(0);
  });
}

function add(terminal: Terminal, finish: Finish): Command {
  const outline = {
    name: 'add',
    summary: {
      zh: '签发新的凭证；加 --signing 则为该系统生成双方往来的签名密钥',
      en: 'give a new credential; with --signing, what passes between us and a system is signed with',
    },
    examples: [
      'tenant add guangzhou --save 广州.txt',
      'tenant add guangzhou --signing guangzhou/degree-subsidy --save 广州签名.txt',
    ],
  };
  return saved(terminal, asOperator(terminal, subcommand(terminal, outline)))
    .argument('<TENANT>', say(terminal, { zh: '哪个市或平台，例如 guangzhou', en: 'which, such as guangzhou' }))
    .option('--signing <ID>', say(terminal, { zh: '系统，见 bridge systems', en: 'the system, see bridge systems' }))
    .action(async (tenant: string, { signing, ...giving }: Giving & { readonly signing?: string }) => {
      const body =
        signing === undefined
          ? { purpose: 'calls' as const }
          : { purpose: 'signing' as const, system: signing as never };
      const params = { path: { id: tenant } };
      const client = connectClient(giving);
      await tell(terminal, giving, () => answered(client.POST('/tenants/{id}/credentials', { params, body })));
      finish(0);
    });
}

function rotate(terminal: Terminal, finish: Finish): Command {
  const outline = {
    name: 'rotate',
    summary: {
      zh: '换密钥：给出新的，旧的在重叠期内仍有效；至多两个同时有效',
      en: 'a new secret; the older one holds for a while, two at most do',
    },
    examples: [
      'tenant rotate guangzhou-3f9a0c1b2d4e --save 广州.txt',
      'tenant rotate guangzhou-3f9a0c1b2d4e --overlap-days 0',
    ],
  };
  return saved(terminal, asOperator(terminal, subcommand(terminal, outline)))
    .argument('<CREDENTIAL>', say(terminal, { zh: '凭证编号，见 bridge tenant list', en: 'see bridge tenant list' }))
    .option(
      '--overlap-days <N>',
      say(terminal, {
        zh: `旧密钥还有效几天，0 至 ${OVERLAP_DAYS_MAX}；泄露时用 0，即时作废`,
        en: `days the older one still holds, 0 to ${OVERLAP_DAYS_MAX}; 0 where it has leaked`,
      }),
      String(OVERLAP_DAYS_USUAL),
    )
    .action(async (id: string, { overlapDays, ...giving }: Giving & { readonly overlapDays: string }) => {
      const body = { overlapDays: daysOf(overlapDays) };
      const params = { path: { id } };
      const client = connectClient(giving);
      await tell(terminal, giving, () => answered(client.POST('/credentials/{id}/rotation', { params, body })));
      finish(0);
    });
}

function revoke(terminal: Terminal, finish: Finish): Command {
  const outline = {
    name: 'revoke',
    summary: {
      zh: '收回凭证，不能恢复；一分钟内处处拒绝',
      en: 'revoke a credential for good; refused everywhere within a minute',
    },
    examples: ['tenant revoke guangzhou-3f9a0c1b2d4e', 'tenant revoke guangzhou-3f9a0c1b2d4e --yes'],
  };
  return asOperator(terminal, subcommand(terminal, outline))
    .argument('<CREDENTIAL>', say(terminal, { zh: '凭证编号，见 bridge tenant list', en: 'see bridge tenant list' }))
    .option('--yes', say(terminal, { zh: '不再询问', en: 'do not ask' }))
    .action(async (id: string, { yes, ...asking }: Asking & { readonly yes?: true }) => {
      const client = connectClient(asking);
      if (yes !== true) await confirmRevocation(terminal, client, id);
      const call = client.POST('/credentials/{id}/revocation', { params: { path: { id } } });
      const { credential, refusedFrom } = await answered(call);
      if (terminal.json) printLine(terminal, JSON.stringify({ credential, refusedFrom }));
      else printRevoked(terminal, credential, refusedFrom);
      finish(0);
    });
}

async function tenantsOf(client: OperatorClient): Promise<readonly TenantView[]> {
  return (await answered(client.GET('/tenants'))).tenants;
}

/** What a city is left with is what has to be read before it is taken away. */
async function confirmRevocation(terminal: Terminal, client: OperatorClient, id: string): Promise<void> {
  const tenants = await tenantsOf(client);
  const own = tenants.find(({ credentials }) => credentials.some(({ credentialId }) => credentialId === id));
  // The API says what is wrong with it.
  if (own === undefined) return;
  const left = own.credentials.filter(
    ({ credentialId, purpose, state }) => credentialId !== id && purpose === 'calls' && state !== 'REVOKED',
  ).length;
  const question = {
    zh: `收回 ${id} 后，${own.tenant} 还剩 ${left} 份可用的凭证，不能恢复。输入 ${left} 确认：`,
    en: `Without ${id}, ${own.tenant} has ${left} credentials left, and it can't be brought back. Type ${left} to confirm: `,
  };
  await confirmNumber(terminal, question, left);
}

/** The file is opened first: a secret that could not be kept would be given and lost. */
async function tell(terminal: Terminal, { save }: Giving, give: () => Promise<GivenSecret>): Promise<void> {
  if (save === undefined) {
    const given = await give();
    if (terminal.json) return printLine(terminal, JSON.stringify(given));
    return printGiven(terminal, given, null);
  }
  const file = await newFile(save);
  try {
    const given = await give();
    await file.writeFile(`${given.secret}\n`);
    const { secret: _secret, ...rest } = given;
    if (terminal.json) printLine(terminal, JSON.stringify({ ...rest, savedTo: save }));
    else printGiven(terminal, given, save);
  } catch (error) {
    await rm(save);
    throw error;
  } finally {
    await file.close();
  }
}

/** Never over another file: that might hold a secret as well. */
async function newFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    throw outputUnwritable({ zh: path, en: path }, cause);
  }
}

function saved(terminal: Terminal, command: Command): Command {
  return command.option(
    '--save <FILE>',
    say(terminal, {
      zh: '把密钥写入新文件（仅本人可读），不显示在屏幕上',
      en: 'write the secret to a new file, for you alone to read, instead of showing it',
    }),
  );
}

function daysOf(option: string): number {
  const days = /^\d{1,2}$/.test(option) ? Number(option) : OVERLAP_DAYS_MAX + 1;
  if (days <= OVERLAP_DAYS_MAX) return days;
  throw new CliError(
    'usage.overlap-days',
    {
      zh: `--overlap-days ${option} 不在 0 至 ${OVERLAP_DAYS_MAX} 之间`,
      en: `--overlap-days ${option} is not between 0 and ${OVERLAP_DAYS_MAX}`,
    },
    { zh: '写成整数，例如 7。', en: 'Write a whole number, such as 7.' },
  );
}
