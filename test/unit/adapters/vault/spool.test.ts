import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type DiskSpool, openSpool, readHanded, type Spool } from '../../../../adapters/vault/spool.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = (partitions: number): Promise<DiskSpool> => openSpool({ partitions, directory, randomBytes });

async function text(spool: Spool, partition: number): Promise<string> {
  let read = '';
  for await (const block of spool.read(partition)) read += block.toString();
  return read;
}

test('every partition gives back what was appended to it, in order, no entry cut between blocks', async () => {
  const entries = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 0, max: 100_000 })), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(entries, async (plan) => {
      await using spool = await open(4);
      const appended: string[][] = [[], [], [], []];
      for (const [index, [partition, size]] of plan.entries()) {
        const entry = `${index} 工会 ${'x'.repeat(size)}\n`;
        appended[partition]?.push(entry);
        await spool.append(partition, index % 2 === 0 ? entry : Buffer.from(entry));
      }
      for (const [partition, wanted] of appended.entries()) {
        const blocks: string[] = [];
        for await (const block of spool.read(partition)) blocks.push(block.toString());
        expect(blocks.join('')).toBe(wanted.join(''));
        expect(blocks.every((block) => block.endsWith('\n'))).toBe(true);
        expect(await text(spool, partition)).toBe(wanted.join(''));
      }
    }),
    { numRuns: 20 },
  );
});

test('most appends only copy: a promise means a block is written', async () => {
  await using spool = await open(1);
  const writes: Promise<void>[] = [];
  for (let entry = 0; entry < 1_000; entry += 1) {
    const write = spool.append(0, 'x'.repeat(655));
    if (write !== undefined) writes.push(write);
    await write;
  }
  expect(writes).toHaveLength(9);
});

test('nothing readable lies on the disk, and nothing at all after the end', async () => {
  {
    await using spool = await open(2);
    await spool.append(1, '440106199003070019\n'.repeat(10_000));
    await text(spool, 1);
    const [name = ''] = await readdir(directory);
    const file = await readFile(join(directory, name, '1'));
    expect(file.length).toBeGreaterThan(190_000);
    expect(file.includes('440106')).toBe(false);
  }
  expect(await readdir(directory)).toEqual([]);
});

test('a changed file is noticed', async () => {
  await using spool = await open(2);
  await spool.append(0, 'one');
  await text(spool, 0);
  const [name = ''] = await readdir(directory);
  const path = join(directory, name, '0');
  const bytes = await readFile(path);
  bytes[6] = (bytes[6] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(text(spool, 0)).rejects.toMatchObject({ code: 'vault.authentication' });
  await writeFile(path, bytes.subarray(0, 5));
  await expect(text(spool, 0)).rejects.toMatchObject({ code: 'vault.truncated' });
});

test('blocks that change places are noticed', async () => {
  await using spool = await open(1);
  for (const letter of 'ab') await spool.append(0, letter.repeat(64 * 1024));
  await text(spool, 0);
  const [name = ''] = await readdir(directory);
  const path = join(directory, name, '0');
  const bytes = await readFile(path);
  const half = bytes.length / 2;
  await writeFile(path, Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]));
  await expect(text(spool, 0)).rejects.toMatchObject({ code: 'vault.authentication' });
});

test('two spools never share a file', async () => {
  await using first = await open(1);
  await using second = await open(1);
  await first.append(0, 'a');
  await second.append(0, 'b');
  expect([await text(first, 0), await text(second, 0)]).toEqual(['a', 'b']);
});

test('handed over it can be read by whoever has the handle, again and again, while its files are there', async () => {
  const spool = await open(3);
  const long = 'x'.repeat(100_000);
  await spool.append(0, '一\n');
  await spool.append(2, `${long}\n`);
  await spool.append(2, '二\n');
  const handle = structuredClone(await spool.handOver());
  const handed = async (partition: number): Promise<string> => {
    let read = '';
    for await (const block of readHanded(handle, partition)) read += block.toString();
    return read;
  };
  for (let times = 0; times < 2; times += 1)
    expect([await handed(0), await handed(1), await handed(2)]).toEqual(['一\n', '', `${long}\n二\n`]);
  const file = join(handle.directory, '0');
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(1, bytes.length - 1));
  await expect(handed(0)).rejects.toMatchObject({ code: 'vault.authentication' });
});
