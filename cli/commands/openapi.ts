import { writeFile } from 'node:fs/promises';
import { outputUnwritable } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { printLine, say } from '../terminal.ts';

export const openapiCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'openapi',
      summary: {
        zh: '接口说明（OpenAPI 3.1），与 GET /v1/openapi.json 相同',
        en: 'the API described in OpenAPI 3.1, as GET /v1/openapi.json answers it',
      },
      examples: ['openapi > openapi.json', 'openapi --out openapi.json'],
    })
      .option('--out <FILE>', say(terminal, { zh: '写入文件，而不是标准输出', en: 'write it there' }))
      .action(async ({ out }: { readonly out?: string }) => {
        const { openApiText } = await import('../openapi/document.ts');
        const text = openApiText();
        if (out === undefined) terminal.stdout.write(text);
        else {
          await writeFile(out, text).catch((error: unknown) => {
            throw outputUnwritable({ zh: out, en: out }, error);
          });
          const { paths } = JSON.parse(text) as { readonly paths: object };
          const count = Object.keys(paths).length;
          if (terminal.json) printLine(terminal, JSON.stringify({ out, paths: count }));
          else printLine(terminal, say(terminal, { zh: `${out}：${count} 个路径`, en: `${out}: ${count} paths` }));
        }
        finish(0);
      }),
};
