import { IDENTIFIER_KINDS, identify, isIdentifierKind } from '../../schemas/codecs/identify.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { localDate } from '../local-date.ts';
import { printIdentified } from '../id/print.ts';
import { printLine, say } from '../terminal.ts';

export const idCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'id',
      summary: {
        zh: '校验证件号码、统一社会信用代码、银行账号、证书编号、手机号码',
        en: 'validate citizen IDs, credit codes, bank accounts, certificate numbers, mobile numbers',
      },
      examples: [
        'id citizen-id 11010519491231002X',
        'id uscc 91440300708461136T --json',
        'id bank-card -- 6221558812340000',
      ],
    })
      .argument('<KIND>', IDENTIFIER_KINDS.join(', '))
      .argument('<VALUE...>', say(terminal, { zh: '一个或多个号码', en: 'one value or more' }))
      .action((kind: string, values: readonly string[]) => {
        if (!isIdentifierKind(kind)) throw unknownKind(kind);
        const today = localDate(terminal.now());
        const found = values.map((value) => identify(kind, value, today));
        if (terminal.json) for (const one of found) printLine(terminal, JSON.stringify(one));
        else printIdentified(terminal, found, today);
        finish(found.every(({ valid }) => valid) ? 0 : 1);
      }),
};

function unknownKind(kind: string): CliError {
  const known = IDENTIFIER_KINDS.join(', ');
  return new CliError(
    'usage.identifier-kind',
    { zh: `没有号码种类 ${kind}`, en: `there is no kind of identifier ${kind}` },
    { zh: `可用：${known}。`, en: `Known: ${known}.` },
  );
}
