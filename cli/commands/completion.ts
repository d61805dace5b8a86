import { type BridgeCommand, subcommand } from '../command.ts';
import { oneOf } from '../one-of.ts';
import type { Place } from '../completion/tree.ts';
import { say } from '../terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completionCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'completion',
      summary: {
        zh: '命令行补全：命令、选项、可取的值和文件',
        en: 'completion for a shell: commands, options, the values they take, and files',
      },
      examples: [
        'completion bash >> ~/.bashrc',
        'completion zsh > ~/.zsh/functions/_bridge',
        'completion fish > ~/.config/fish/completions/bridge.fish',
      ],
    })
      .argument('<SHELL>', say(terminal, { zh: 'bash、zsh 或 fish', en: 'bash, zsh or fish' }))
      .action(async (name: string) => {
        const shell = oneOf('shell', name, SHELLS, { zh: '这种命令行', en: 'shell' });
        const [{ bridgeProgram }, { placesOf }] = await Promise.all([
          import('../program.ts'),
          import('../completion/tree.ts'),
        ]);
        terminal.stdout.write(await scriptOf(shell, placesOf(bridgeProgram(terminal, () => {}))));
        finish(0);
      }),
};

async function scriptOf(shell: (typeof SHELLS)[number], places: readonly Place[]): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.ts')).bashScript(places);
    case 'zsh':
      return (await import('../completion/zsh.ts')).zshScript(places);
    case 'fish':
      return (await import('../completion/fish.ts')).fishScript(places);
  }
}
