import { resolve } from 'node:path';
import { type BridgeCommand, subcommand } from '../command.ts';
import type { LoginOptions } from '../login/log-in.ts';
import { removeSession } from '../login/session.ts';
import { DATA_DIR } from '../partner-api.ts';
import { printLine, say } from '../terminal.ts';

export const loginCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'login',
      summary: {
        zh: '登录：之后的命令以此人的身份调用操作接口',
        en: 'log in: the commands after it call the operators’ API as this person',
      },
      examples: [
        'login',
        'login --as operator',
        'login --issuer https://login.example.cn/realms/ghq --api https://bridge.example.cn/v1 --client bridge-cli',
      ],
    })
      .option(
        '--as <USER>',
        say(terminal, {
          zh: '本机系统的示例用户，不打开浏览器：viewer、operator、approver、auditor',
          en: 'a sample user of the local stack, without a browser: viewer, operator, approver, auditor',
        }),
      )
      .option(
        '--issuer <URL>',
        say(terminal, { zh: 'OIDC 签发方，省略则为本机的', en: 'OIDC issuer; else the local one' }),
      )
      .option('--api <URL>', say(terminal, { zh: '操作接口的地址，含 /v1', en: 'the API it is for, with /v1' }))
      .option(
        '--client <ID>',
        say(terminal, { zh: '在签发方登记的客户端编号', en: 'client id registered with the issuer' }),
      )
      .option('--scope <SCOPE>', say(terminal, { zh: '申请的范围', en: 'what is asked for' }), 'openid')
      .option(
        '--data <DIR>',
        say(terminal, { zh: '登录信息存放的数据目录', en: 'data directory the login is kept in' }),
        DATA_DIR,
      )
      .action(async (options: LoginOptions) => {
        const { logInHere } = await import('../login/log-in.ts');
        finish(await logInHere(terminal, options));
      }),
};

export const logoutCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'logout',
      summary: { zh: '退出登录，删除保存的令牌', en: 'log out: the tokens kept are deleted' },
      examples: ['logout'],
    })
      .option(
        '--data <DIR>',
        say(terminal, { zh: '登录信息存放的数据目录', en: 'data directory the login is kept in' }),
        DATA_DIR,
      )
      .action(({ data }: { readonly data: string }) => {
        const wasIn = removeSession(resolve(data));
        if (terminal.json) printLine(terminal, JSON.stringify({ loggedOut: wasIn }));
        else
          printLine(
            terminal,
            wasIn
              ? say(terminal, { zh: '已退出登录。', en: 'Logged out.' })
              : say(terminal, { zh: '没有登录。', en: 'Nobody was logged in.' }),
          );
        finish(0);
      }),
};
