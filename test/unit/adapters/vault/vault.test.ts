import { randomBytes } from 'node:crypto';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { FRAME_BYTES_MAX } from '../../../../adapters/vault/frame.ts';
import { VaultError } from '../../../../adapters/vault/vault-error.ts';
import { framePointerSchema, type FramePointer } from '../../../../schemas/message.ts';
import { stored, type Stored } from './stored.ts';

const OBJECT = 'batches/b1/accepted';
const frameSizes = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 6 });

async function all(frames: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  const read: Buffer[] = [];
  for await (const frame of frames) read.push(Buffer.from(frame));
  return read;
}

const codeOf = (reading: Promise<unknown>) =>
  reading.then(
    () => 'read',
    (error: unknown) => (error instanceof VaultError ? error.code : error),
  );

/** The object's frames swapped for what `change` makes of its bytes. */
function alter({ objects }: Stored, change: (bytes: Buffer) => Buffer): void {
  const bytes = objects.get(OBJECT);
  if (bytes === undefined) throw new Error('nothing stored');
  objects.set(OBJECT, change(Buffer.from(bytes)));
}

function place(pointers: readonly FramePointer[], index: number): FramePointer {
  const pointer = pointers[index];
  if (pointer === undefined) throw new Error(`no frame ${index}`);
  return pointer;
}

test('frames of any size come back as written, one by one and all together, also without what the writer remembers', async () => {
  await fc.assert(
    fc.asyncProperty(frameSizes, async (sizes) => {
      const { vault, another } = stored();
      const frames = sizes.map((size) => randomBytes(size));
      const pointers = await vault.write(OBJECT, frames);
      expect(pointers.map((pointer) => framePointerSchema.parse(pointer))).toHaveLength(frames.length);
      for (const reader of [vault, another()]) {
        expect(await all(reader.readAll(OBJECT))).toEqual(frames);
        expect(await Promise.all(pointers.map(reader.readFrame))).toEqual(frames);
      }
      for (const pointer of pointers.toReversed())
        expect(await another().readFrame(pointer)).toEqual(frames[pointer.frame]);
    }),
    { numRuns: 40 },
  );
});

test('any flipped bit is noticed, reading all or one frame', async () => {
  await fc.assert(
    fc.asyncProperty(frameSizes, fc.nat(), fc.integer({ min: 0, max: 7 }), async (sizes, at, bit) => {
      const store = stored();
      const pointers = await store.vault.write(
        OBJECT,
        sizes.map((size) => randomBytes(size)),
      );
      const flipped = at % (store.objects.get(OBJECT)?.length ?? 1);
      alter(store, (bytes) => {
        bytes[flipped] = (bytes[flipped] ?? 0) ^ (1 << bit);
        return bytes;
      });
      expect(await codeOf(all(store.another().readAll(OBJECT)))).toMatch(
        /^vault\.(?:authentication|format|key|truncated)$/,
      );
      const hit =
        pointers.find(({ offset, length }) => flipped >= offset && flipped < offset + length) ?? place(pointers, 0);
      for (const reader of [store.vault, store.another()]) {
        const code = await codeOf(reader.readFrame(hit));
        // A flip in the header harms no reader that knows the key already.
        if (reader === store.vault && flipped < place(pointers, 0).offset) expect(code).toBe('read');
        else expect(code).toMatch(/^vault\.(?:authentication|format|key|truncated)$/);
      }
    }),
    { numRuns: 120 },
  );
});

test('an object cut anywhere is noticed, also exactly between two frames', async () => {
  const store = stored();
  const pointers = await store.vault.write(OBJECT, [randomBytes(100), randomBytes(0), randomBytes(200)]);
  const whole = store.objects.get(OBJECT) ?? Buffer.alloc(0);
  const cuts = [...pointers.map(({ offset }) => offset), 0, 3, 6, 20, whole.length - 1, place(pointers, 1).offset + 2];
  for (const cut of cuts) {
    store.objects.set(OBJECT, whole.subarray(0, cut));
    expect(await codeOf(all(store.another().readAll(OBJECT)))).toBe('vault.truncated');
    expect(await codeOf(store.vault.readFrame(place(pointers, 2)))).toBe('vault.truncated');
  }
});

test('a frame made the last one by hand, the rest cut off, is noticed', async () => {
  const store = stored();
  const pointers = await store.vault.write(OBJECT, [randomBytes(100), randomBytes(100)]);
  const first = place(pointers, 0);
  alter(store, (bytes) => {
    bytes[first.offset] = (bytes[first.offset] ?? 0) | 0x80;
    return bytes.subarray(0, first.offset + first.length);
  });
  expect(await codeOf(all(store.another().readAll(OBJECT)))).toBe('vault.authentication');
});

test('bytes after the last frame are noticed', async () => {
  const store = stored();
  await store.vault.writeOne(OBJECT, randomBytes(10));
  alter(store, (bytes) => Buffer.concat([bytes, Buffer.from([0])]));
  expect(await codeOf(all(store.vault.readAll(OBJECT)))).toBe('vault.format');
});

test('frames that change places are noticed', async () => {
  const store = stored();
  const pointers = await store.vault.write(OBJECT, [randomBytes(50), randomBytes(50), randomBytes(50)]);
  const [a, b] = [place(pointers, 0), place(pointers, 1)];
  alter(store, (bytes) => {
    const first = Buffer.from(bytes.subarray(a.offset, a.offset + a.length));
    bytes.copyWithin(a.offset, b.offset, b.offset + b.length);
    first.copy(bytes, b.offset);
    return bytes;
  });
  expect(await codeOf(all(store.another().readAll(OBJECT)))).toBe('vault.authentication');
  expect(await codeOf(store.another().readFrame(a))).toBe('vault.authentication');
  expect(await codeOf(store.vault.readFrame({ ...a, frame: 1 }))).toBe('read');
  expect(await codeOf(store.vault.readFrame({ ...a, frame: 2 }))).toBe('vault.authentication');
});

test("another object's bytes under this object's key do not open", async () => {
  const store = stored();
  const pointer = await store.vault.writeOne(OBJECT, randomBytes(50));
  await store.vault.writeOne('batches/b2/accepted', randomBytes(50));
  store.objects.set(OBJECT, store.objects.get('batches/b2/accepted') ?? Buffer.alloc(0));
  expect(await codeOf(store.another().readFrame(pointer))).toBe('vault.key');
  expect(await codeOf(store.vault.readFrame(pointer))).toBe('vault.key');
});

test.each([
  'DisabledException',
  'KMSInvalidStateException',
  'AccessDeniedException',
  'NotFoundException',
  'IncorrectKeyException',
  'ThrottlingException',
])('%s is said of the key, not of the object, which opens once that is put right', async (refusal) => {
  const store = stored();
  const pointer = await store.vault.writeOne(OBJECT, Buffer.from('kept'));
  const reader = store.another();
  store.fault.kms = refusal;
  expect(await codeOf(reader.readFrame(pointer))).toBe('vault.unavailable');
  expect(await codeOf(reader.readFirst(OBJECT))).toBe('vault.unavailable');
  store.fault.kms = null;
  expect(Buffer.from(await reader.readFrame(pointer)).toString()).toBe('kept');
});

test('neither the records nor their key lie readable in the object', async () => {
  const store = stored();
  await store.vault.writeOne(OBJECT, Buffer.from('440106199003070019'.repeat(100)));
  expect(store.objects.get(OBJECT)?.includes('440106')).toBe(false);
});

test('a frame is one range read once the key is known; the first of an object is one read and one KMS call', async () => {
  const { another, vault, calls } = stored();
  const pointers = await vault.write(OBJECT, [randomBytes(2_000), randomBytes(9_000), randomBytes(10)]);
  const reader = another();
  calls.length = 0;
  await reader.readFrame(place(pointers, 0));
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['GetObject', 'Decrypt']);
  calls.length = 0;
  const { offset, length } = place(pointers, 1);
  await reader.readFrame(place(pointers, 1));
  expect(calls).toEqual([`GetObject bytes=${offset}-${offset + length - 1}`]);
  calls.length = 0;
  await another().readFrame(place(pointers, 2));
  expect(calls.filter((call) => call.startsWith('GetObject'))).toHaveLength(2);
});

test('an object written anew by someone else is read with its new key', async () => {
  const { vault, another } = stored();
  const old = await vault.writeOne(OBJECT, Buffer.from('old'));
  const renewed = await another().writeOne(OBJECT, Buffer.from('new'));
  expect(old).toEqual(renewed);
  expect(Buffer.from(await vault.readFrame(renewed)).toString()).toBe('new');
});

test('a large object goes in parts, with bounded memory, and reads back whole', async () => {
  const store = stored();
  let produced = 0;
  async function* frames() {
    for (; produced < 20; produced += 1) yield Buffer.alloc(FRAME_BYTES_MAX, produced);
  }
  const pointers = await store.vault.write(OBJECT, frames());
  expect(pointers).toHaveLength(20);
  expect(store.calls.filter((call) => call === 'UploadPart')).toHaveLength(3);
  expect(store.calls).not.toContain('PutObject');
  expect(
    Buffer.from(await store.another().readFrame(place(pointers, 17))).equals(Buffer.alloc(FRAME_BYTES_MAX, 17)),
  ).toBe(true);
  const sizes: number[] = [];
  for await (const frame of store.another().readAll(OBJECT)) sizes.push(frame.length);
  expect(sizes).toEqual(Array.from({ length: 20 }, () => FRAME_BYTES_MAX));
});

test.each([1, 12])('an error of the producer after %d MiB comes out as it is, and nothing is stored', async (count) => {
  const store = stored();
  const broken = new Error('file.truncated');
  async function* frames() {
    for (let frame = 0; frame < count; frame += 1) yield Buffer.alloc(FRAME_BYTES_MAX);
    throw broken;
  }
  expect(await store.vault.write(OBJECT, frames()).catch((error: unknown) => error)).toBe(broken);
  expect(store.objects.has(OBJECT)).toBe(false);
});

test('parts that S3 refuses are vault.unavailable, and nothing is stored', async () => {
  const store = stored();
  store.fault.parts = true;
  const writing = store.vault.write(
    OBJECT,
    Array.from({ length: 40 }, () => Buffer.alloc(FRAME_BYTES_MAX)),
  );
  await expect(writing).rejects.toMatchObject({ code: 'vault.unavailable', cause: { name: 'SlowDown' } });
  expect(store.objects.size).toBe(0);
});

test('a frame above 1 MiB and an object without frames are refused, and nothing is stored', async () => {
  const { vault, objects } = stored();
  expect(await codeOf(vault.writeOne(OBJECT, Buffer.alloc(FRAME_BYTES_MAX + 1)))).toBe('vault.frame-size');
  expect(await codeOf(vault.write(OBJECT, []))).toBe('vault.frame-size');
  expect(objects.size).toBe(0);
});

test('a missing object is vault.missing', async () => {
  const { vault } = stored();
  expect(await codeOf(vault.readFrame({ object: OBJECT, frame: 0, offset: 60, length: 40 }))).toBe('vault.missing');
  expect(await codeOf(all(vault.readAll(OBJECT)))).toBe('vault.missing');
});
