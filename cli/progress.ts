import { Presets, SingleBar } from 'cli-progress';
import { say, type Bilingual, type Terminal } from './terminal.ts';

/** Work whose end is known. On a terminal a bar that is gone when the work is done, in a pipe a line now and then, with `--json` nothing. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

const LINE_EVERY_MS = 10_000;

export function startProgress(terminal: Terminal, label: Bilingual): Progress {
  const title = say(terminal, label);
  if (terminal.json) return { update: () => {}, stop: () => {} };
  if (terminal.isInteractive) return bar(terminal, title);
  let printedAt = terminal.now().getTime();
  return {
    update: (done, total) => {
      const now = terminal.now().getTime();
      if (now - printedAt < LINE_EVERY_MS) return;
      printedAt = now;
      terminal.stderr.write(`${title} ${Math.floor((done / Math.max(1, total)) * 100)}%\n`);
    },
    stop: () => {},
  };
}

function bar({ stderr }: Terminal, title: string): Progress {
  const format = `${title} {bar} {percentage}%`;
  const drawn = new SingleBar(
    { format, clearOnComplete: true, hideCursor: true, stream: stderr },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done, total) => {
      if (!started) drawn.start(total, 0);
      started = true;
      drawn.update(done);
    },
    stop: () => drawn.stop(),
  };
}
