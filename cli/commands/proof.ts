import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { CliError } from '../cli-error.ts';
import { connectPartner, DATA_DIR } from '../partner-api.ts';
import { startProgress } from '../progress.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;

export const proofCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'proof',
      summary: {
        zh: '守恒证明：取一个批次或一天的签名声明，离线核对，一行不少、一分不差',
        en: 'proofs of conservation: get the signed statement of a batch or a day, and check it offline',
      },
      examples: ['proof get 3fQ0uA7s… --out 证明.txt', 'proof verify 证明.txt --file 发放.csv --row 17'],
    })
      .addCommand(verifyCommand(terminal, finish))
      .addCommand(getCommand(terminal, finish)),
};

interface VerifyOptions {
  readonly file?: string;
  readonly row?: number;
  readonly key?: string;
}

function verifyCommand(terminal: Terminal, finish: Finish): Command {
  return subcommand(terminal, {
    name: 'verify',
    summary: {
      zh: '离线核对一份证明：签名、合计、逐行清单；给出原文件时，逐行核对一行不少、一行不多',
      en: 'check a proof offline: signature, sums, rows; with your own file, that each of its rows is there, and no other',
    },
    examples: [
      'proof verify 证明.txt',
      'proof verify 证明.txt --file 发放.csv --row 17',
      'proof verify 证明.txt --file 发放.csv --key 公钥.pem --json',
    ],
  })
    .argument('<FILE>', say(terminal, { zh: '证明文件', en: 'the proof' }))
    .option('--file <CITYFILE>', say(terminal, { zh: '当时送出的原文件', en: 'the very file that was sent' }))
    .option(
      '--row <N>',
      say(terminal, { zh: '查这一行（电子表格的行号）及其结果', en: 'look for this row, as a spreadsheet numbers it' }),
      rowNumber,
    )
    .option(
      '--key <PUBLIC>',
      say(terminal, {
        zh: '须由这把公钥签名：base64，或含公钥的文件',
        en: 'the public key it has to be signed with: base64, or a file with it',
      }),
    )
    .action(async (path: string, options: VerifyOptions) => finish(await verify(terminal, path, options)));
}

async function verify(terminal: Terminal, path: string, { file, row, key }: VerifyOptions): Promise<ExitCode> {
  const { verifyProof } = await import('../proof/verify.ts');
  const { printVerdict, verdictJson } = await import('../proof/print.ts');
  const publicKey = key === undefined ? undefined : await publicKeyOf(key);
  const progress = startProgress(terminal, { zh: '核对', en: 'checking' });
  try {
    const verified = await verifyProof({ path, cityFile: file, row, publicKey, onLeaves: progress.update });
    progress.stop();
    const checked = { path, cityFile: file, isKeyPinned: publicKey !== undefined };
    if (terminal.json) printLine(terminal, verdictJson(terminal, checked, verified));
    else printVerdict(terminal, checked, verified);
    return verified.count === 0 ? 0 : 1;
  } finally {
    progress.stop();
  }
}

interface GetOptions {
  readonly out?: string;
  readonly tenant: string;
  readonly data: string;
}

function getCommand(terminal: Terminal, finish: Finish): Command {
  return subcommand(terminal, {
    name: 'get',
    summary: {
      zh: '从正在运行的系统取一个批次、或一个业务日的证明，存为文件并立即核对',
      en: 'get the proof of a batch, or of a business date, from a running stack into a file, and check it',
    },
    examples: ['proof get 3fQ0uA7s… --out 证明.txt', 'proof get 2026-11-22 --tenant guangzhou'],
  })
    .argument('<BATCH|DATE>', say(terminal, { zh: '批次编号，或业务日期', en: 'batch id, or business date' }))
    .option(
      '--out <FILE>',
      say(terminal, { zh: '存到哪里（默认 proof-<编号或日期>.txt）', en: 'where to (default proof-<id or date>.txt)' }),
    )
    .option('--tenant <NAME>', say(terminal, { zh: '以哪个市的身份取', en: 'the city to ask as' }), 'guangzhou')
    .option(
      '--data <DIR>',
      say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
      DATA_DIR,
    )
    .action(async (of: string, options: GetOptions) => finish(await get(terminal, of, options)));
}

async function get(terminal: Terminal, of: string, { out, tenant, data }: GetOptions): Promise<ExitCode> {
  const { getProof } = await import('../proof/get.ts');
  const path = out ?? `proof-${of.replaceAll(/[^A-Za-z0-9.-]/g, '-')}.txt`;
  const api = connectPartner(data, tenant);
  const progress = startProgress(terminal, { zh: '取证明', en: 'getting the proof' });
  try {
    await getProof(api, of, path, progress.update);
  } finally {
    progress.stop();
  }
  if (!terminal.json) printLine(terminal, say(terminal, { zh: `已存为 ${path}`, en: `written to ${path}` }));
  return await verify(terminal, path, {});
}

function rowNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new CliError(
    'usage.row',
    { zh: `行号 ${text} 不对`, en: `${text} is not a row` },
    { zh: '写电子表格里的行号，例如 17。', en: 'Write the row a spreadsheet shows, such as 17.' },
  );
}

async function publicKeyOf(given: string): Promise<string> {
  const { readPublicKey } = await import('../../core/proof/signing.ts');
  const key = readPublicKey(existsSync(given) ? readFileSync(given, 'utf8') : given);
  if (key !== null) return key;
  throw new CliError(
    'usage.key',
    { zh: '--key 不是 Ed25519 公钥', en: '--key is not an Ed25519 public key' },
    {
      zh: '写 32 字节公钥的 base64，或给出存有它（或 PEM）的文件；见 GET /v1/proof-keys。',
      en: 'Write the base64 of its 32 bytes, or a file that holds it, or a PEM; see GET /v1/proof-keys.',
    },
  );
}
