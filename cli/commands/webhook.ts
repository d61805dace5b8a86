import { buffer } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import {
  headersProblem,
  SecretError,
  sign,
  type SignatureProblem,
  type SignatureScheme,
  verify,
} from '../../core/webhook-signature.ts';
import { explain, PROBLEMS } from '../../schemas/problem.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

export const webhookCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = subcommand(terminal, {
      name: 'webhook',
      summary: {
        zh: '为 webhook 签名，或校验签名（Standard Webhooks；请求体从标准输入按原始字节读取）',
        en: 'sign a webhook or verify its signature (Standard Webhooks; the body is read from stdin, raw bytes)',
      },
      examples: ['webhook sign --secret whsec_… --id evt_1 --timestamp 1795399200 < body.json'],
    });
    command.addCommand(signCommand(terminal, () => finish(0)));
    command.addCommand(verifyCommand(terminal, (valid) => finish(valid ? 0 : 1)));
    return command;
  },
};

interface SignOptions {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: string;
  readonly scheme: string;
}

function signCommand(terminal: Terminal, done: () => void): Command {
  const command = subcommand(terminal, {
    name: 'sign',
    summary: { zh: '输出 webhook-signature 头的值', en: 'print the value of the header webhook-signature' },
    examples: ['webhook sign --secret whsec_… --id msg_1 --timestamp 1764000000 < body.json'],
  });
  return (
    withHeaders(terminal, command, true)
      .option(
        '--scheme <v1|v1sm3>',
        say(terminal, { zh: 'v1 = HMAC-SHA256，v1sm3 = HMAC-SM3', en: 'v1 = HMAC-SHA256, v1sm3 = HMAC-SM3' }),
        'v1',
      )
      // The usage of the contract is one for both verbs: what only verify needs is no mistake here.
      .addOption(new Option('--signature <H>').hideHelp())
      .addOption(new Option('--now <T>').hideHelp())
      .action(async ({ secret, id, timestamp, scheme }: SignOptions) => {
        if (!isScheme(scheme))
          throw new CliError(
            'usage.scheme',
            { zh: `没有签名方式 ${scheme}`, en: `there is no scheme ${scheme}` },
            { zh: '可用：v1、v1sm3。', en: 'Known: v1, v1sm3.' },
          );
        const problem = id === '' || timestamp === '' ? 'webhook.header-missing' : headersProblem(id, timestamp);
        if (problem) throw problemError(problem);
        const signature = await checkingSecret(async () =>
          sign({ secret, id, timestamp, scheme, body: await buffer(terminal.stdin) }),
        );
        printLine(terminal, terminal.json ? JSON.stringify({ id, timestamp, signature }) : signature);
        done();
      })
  );
}

interface VerifyOptions {
  readonly secret: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly signature?: string;
  readonly now?: string;
}

function verifyCommand(terminal: Terminal, done: (valid: boolean) => void): Command {
  const command = subcommand(terminal, {
    name: 'verify',
    summary: { zh: '校验签名：有效退出码 0，无效 1', en: 'verify a signature: exit 0 if valid, 1 if not' },
    examples: [
      'webhook verify --secret whsec_… --id msg_1 --timestamp 1764000000 --signature v1,… < body.json',
      'webhook verify … --now 1764000100 --json < body.json',
    ],
  });
  return withHeaders(terminal, command, false)
    .option(
      '--signature <H>',
      say(terminal, { zh: 'webhook-signature 头的值', en: 'value of the header webhook-signature' }),
    )
    .option(
      '--now <T>',
      say(terminal, { zh: '校验时刻，Unix 秒（默认现在）', en: 'the moment of checking, Unix seconds (default now)' }),
    )
    .action(async ({ secret, id, timestamp, signature, now }: VerifyOptions) => {
      const moment = momentOf(now, terminal.now());
      const verdict = await checkingSecret(async () =>
        verify({ secrets: [secret], id, timestamp, signature, now: moment, body: await buffer(terminal.stdin) }),
      );
      if (terminal.json)
        printLine(terminal, JSON.stringify({ valid: verdict.valid, code: verdict.valid ? null : verdict.code }));
      else if (verdict.valid) printLine(terminal, say(terminal, { zh: '签名有效', en: 'valid' }));
      else
        printLine(
          terminal,
          `${say(terminal, { zh: '签名无效', en: 'invalid' })} ${verdict.code}${terminal.language === 'zh' ? '：' : ': '}${explain({ code: verdict.code, field: null }, terminal.language)}`,
        );
      done(verdict.valid);
    });
}

function withHeaders(terminal: Terminal, command: Command, required: boolean): Command {
  const option = (flags: string, text: string): Command =>
    required ? command.requiredOption(flags, text) : command.option(flags, text);
  command.requiredOption(
    '--secret <S>',
    say(terminal, { zh: '密钥：whsec_ 加 24–64 字节的 base64', en: 'secret: whsec_ and the base64 of 24 to 64 bytes' }),
  );
  option('--id <I>', say(terminal, { zh: 'webhook-id 头的值', en: 'value of the header webhook-id' }));
  return option(
    '--timestamp <T>',
    say(terminal, {
      zh: 'webhook-timestamp 头的值，Unix 秒',
      en: 'value of the header webhook-timestamp, Unix seconds',
    }),
  );
}

function isScheme(scheme: string): scheme is SignatureScheme {
  return scheme === 'v1' || scheme === 'v1sm3';
}

function momentOf(option: string | undefined, now: Date): Date {
  if (option === undefined) return now;
  if (/^\d{1,12}$/.test(option)) return new Date(Number(option) * 1000);
  throw new CliError(
    'usage.now',
    { zh: `--now 不是 Unix 秒：${option}`, en: `--now is not Unix seconds: ${option}` },
    { zh: '写成 1764000000 的形式。', en: 'Write it as 1764000000.' },
  );
}

async function checkingSecret<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw new CliError(
      'usage.secret',
      { zh: '密钥格式不对', en: 'the secret is malformed' },
      { zh: '密钥是 whsec_ 加 24–64 字节的 base64。', en: 'A secret is whsec_ and the base64 of 24 to 64 bytes.' },
    );
  }
}

function problemError(code: SignatureProblem): CliError {
  const { zh, en, todoZh, todoEn } = PROBLEMS[code];
  return new CliError(code, { zh, en }, { zh: `${todoZh}。`, en: `${todoEn}.` });
}
