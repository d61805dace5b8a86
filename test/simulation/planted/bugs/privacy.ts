import type { Bug } from '../bug.ts';

/** Personal data lies sealed in the vault, under the tenant it came from, and nowhere else. */
export const PRIVACY_BUGS: readonly Bug[] = [
  {
    name: 'id-number-in-the-ledger',
    says: "A record's item has the ID number beside its keyed hash.",
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: 'status: stateOf(line.record),\n    history:',
        to: 'status: stateOf(line.record),\n    ...{ idNumber: line.record.idNumber },\n    history:',
      },
    ],
  },
  {
    name: 'vault-unsealed',
    says: 'Frames are stored as they are, so that they are easier to look at.',
    edits: [
      {
        file: 'adapters/vault/frame.ts',
        from: 'const body = Buffer.concat([cipher.update(plain), cipher.final()]);\n  const prefix',
        to: 'const body = Buffer.concat([plain]);\n  cipher.update(plain);\n  cipher.final();\n  const prefix',
      },
      {
        file: 'adapters/vault/frame.ts',
        from: 'return Buffer.concat([decipher.update(sealed.subarray(bodyOffset, tagOffset)), decipher.final()]);',
        to: 'return Buffer.from(sealed.subarray(bodyOffset, tagOffset));',
      },
    ],
  },
];
