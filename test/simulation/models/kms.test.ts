import { createHash } from 'node:crypto';
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { createKmsModel } from './kms.ts';

const KEY = 'alias/bridge';

function model(seed = 'a') {
  let drawn = 0;
  const randomBytes = (size: number) =>
    createHash('shake256', { outputLength: size })
      .update(`${seed}${(drawn += 1)}`)
      .digest();
  const kms = createKmsModel({ keyId: KEY, randomBytes });
  const encrypt = (plain: string, EncryptionContext: Record<string, string>) =>
    (
      kms.handle(new EncryptCommand({ KeyId: KEY, Plaintext: Buffer.from(plain), EncryptionContext })) as {
        readonly CiphertextBlob: Uint8Array;
      }
    ).CiphertextBlob;
  const decrypt = (CiphertextBlob: Uint8Array, EncryptionContext?: Record<string, string>, KeyId?: string) => {
    const command = new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId });
    return Buffer.from((kms.handle(command) as { readonly Plaintext: Uint8Array }).Plaintext).toString();
  };
  return { kms, encrypt, decrypt };
}

const named = (name: string) => expect.objectContaining({ name }) as object;

test('opens what it sealed under the same context, in any order of its pairs', () => {
  const { encrypt, decrypt } = model();
  const sealed = encrypt('secret', { pk: 'K#a', object: 'b' });
  expect(decrypt(sealed, { object: 'b', pk: 'K#a' }, KEY)).toBe('secret');
  expect(() => decrypt(sealed, { pk: 'K#a' })).toThrow(named('InvalidCiphertextException'));
  expect(() => decrypt(sealed)).toThrow(named('InvalidCiphertextException'));
  expect(() => decrypt(sealed, { object: 'b', pk: 'K#a' }, 'alias/other')).toThrow(named('IncorrectKeyException'));
});

test('does not open what has a changed or missing byte', () => {
  const { encrypt, decrypt } = model();
  const sealed = encrypt('secret', { pk: 'a' });
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(() => decrypt(changed, { pk: 'a' }), `byte ${at}`).toThrow(named('InvalidCiphertextException'));
    expect(() => decrypt(sealed.subarray(0, at), { pk: 'a' }), `${at} bytes`).toThrow(
      named('InvalidCiphertextException'),
    );
  }
});

test('a data key is the same from the same bytes, and what is handed out is the caller’s own', () => {
  const generate = (kms: ReturnType<typeof model>['kms']) =>
    kms.handle(new GenerateDataKeyCommand({ KeyId: KEY, KeySpec: 'AES_256', EncryptionContext: { object: 'o' } })) as {
      readonly Plaintext: Uint8Array;
      readonly CiphertextBlob: Uint8Array;
    };
  const [one, other] = [model(), model()];
  const key = generate(one.kms);
  expect(key).toEqual(generate(other.kms));
  expect(key).not.toEqual(generate(model('b').kms));
  const plain = Buffer.from(key.Plaintext).toString();
  key.Plaintext.fill(0);
  expect(one.decrypt(key.CiphertextBlob, { object: 'o' })).toBe(plain);
});

test('a disabled key does nothing until it is enabled again', () => {
  const { kms, encrypt, decrypt } = model();
  const sealed = encrypt('secret', { pk: 'a' });
  kms.disable();
  expect(() => decrypt(sealed, { pk: 'a' })).toThrow(named('DisabledException'));
  expect(() => encrypt('secret', { pk: 'a' })).toThrow(named('DisabledException'));
  kms.enable();
  expect(decrypt(sealed, { pk: 'a' })).toBe('secret');
  expect(() => kms.handle(new EncryptCommand({ KeyId: 'alias/other', Plaintext: Buffer.from('a') }))).toThrow(
    named('NotFoundException'),
  );
});
