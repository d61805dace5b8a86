import { type BridgeCommand, subcommand } from '../command.ts';
import { systemsCheckCommand } from '../systems/check-command.ts';
import { draftCommand } from '../systems/draft.ts';
import { systemsGoldenCommand } from '../systems/golden-command.ts';

export const systemsCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'systems',
      summary: {
        zh: '列出已接入的系统：方向、记录种类、格式、规约检查结果、样例数',
        en: 'list the systems: direction, kinds of record, form, conformance, golden samples',
      },
      examples: [
        'systems',
        'systems --json',
        'systems check guangzhou/degree-subsidy',
        'systems draft 样例.xlsx --id foshan/grants --kind applicant',
      ],
    })
      .action(async () => {
        const { listSystems } = await import('../systems/list.ts');
        finish((await listSystems(terminal)) ? 0 : 1);
      })
      .addCommand(systemsCheckCommand.define(terminal, finish))
      .addCommand(draftCommand.define(terminal, finish))
      .addCommand(systemsGoldenCommand.define(terminal, finish)),
};
