import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_ROOT, growTree, isIncluded } from '../../../../core/proof/merkle.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Leaves and roots of the reference implementation of RFC 6962, `merkle_tree_test.cc`. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (text) => Buffer.from(text, 'hex'),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** The definition of RFC 9162 §2.1.1 word by word, to compare with. */
function rootOf(leaves: readonly Uint8Array[]): Buffer {
  const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha256();
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return sha256(Buffer.of(0), only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

function treeOf(leaves: readonly Uint8Array[], watched: number | null = null) {
  const tree = growTree();
  for (const [index, leaf] of leaves.entries()) tree.add(leaf, index === watched);
  return tree;
}

const anyLeaves = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 });

describe('a Merkle tree', () => {
  test('without leaves hashes to the hash of nothing', () => {
    expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(growTree().root()).toEqual(EMPTY_ROOT);
    expect(growTree().path()).toBeNull();
  });

  test('has the roots of the reference implementation', () => {
    const tree = growTree();
    expect(
      LEAVES.map((leaf) => {
        tree.add(leaf);
        return hex(tree.root());
      }),
    ).toEqual(ROOTS);
  });

  test('has the paths of the reference implementation', () => {
    expect(treeOf(LEAVES, 0).path()?.map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(treeOf(LEAVES, 5).path()?.map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(treeOf(LEAVES.slice(0, 3), 2).path()?.map(hex)).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ]);
  });

  test('keeps one hash per level, and goes on from them', () => {
    fc.assert(
      fc.property(anyLeaves, fc.nat({ max: 70 }), (leaves, cut) => {
        const first = treeOf(leaves.slice(0, cut));
        expect(first.subtrees().length).toBeLessThanOrEqual(Math.ceil(Math.log2(leaves.length + 1)));
        const tree = growTree(first.subtrees());
        for (const leaf of leaves.slice(cut)) tree.add(leaf);
        expect(hex(tree.root())).toBe(hex(rootOf(leaves)));
        expect(tree.size()).toBe(leaves.length);
      }),
    );
  });

  test('proves each of its leaves, and nothing else', () => {
    fc.assert(
      fc.property(anyLeaves, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (leaves, at, byte, flip) => {
        const index = at % leaves.length;
        const tree = treeOf(leaves, index);
        const path = tree.path() ?? [];
        const inclusion = { leaf: leaves[index] ?? '', index, size: leaves.length, path, root: tree.root() };
        expect(isIncluded(inclusion)).toBe(true);
        const flipped = (bytes: Uint8Array) =>
          bytes.map((value, place) => (place === byte % 32 ? value ^ flip : value));
        expect(isIncluded({ ...inclusion, root: flipped(tree.root()) })).toBe(false);
        expect(isIncluded({ ...inclusion, leaf: Buffer.concat([inclusion.leaf as Uint8Array, Buffer.of(flip)]) })).toBe(
          false,
        );
        if (path.length > 0) {
          const which = byte % path.length;
          const altered = path.map((hash, place) => (place === which ? flipped(hash) : hash));
          expect(isIncluded({ ...inclusion, path: altered })).toBe(false);
          expect(isIncluded({ ...inclusion, path: path.slice(1) })).toBe(false);
          expect(isIncluded({ ...inclusion, size: 1, index: 0 })).toBe(false);
        }
        expect(isIncluded({ ...inclusion, path: [...path, tree.root()] })).toBe(false);
        expect(isIncluded({ ...inclusion, index: leaves.length })).toBe(false);
        expect(isIncluded({ ...inclusion, index: -1 })).toBe(false);
      }),
    );
  });

  test('is another with a leaf less, more, altered or elsewhere', () => {
    const different = fc.uniqueArray(fc.uint8Array({ maxLength: 8 }), {
      minLength: 2,
      maxLength: 40,
      selector: (bytes) => hex(bytes),
    });
    fc.assert(
      fc.property(different, fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 8 }), (leaves, from, to, extra) => {
        const root = hex(treeOf(leaves).root());
        const at = from % leaves.length;
        const other = (at + 1 + (to % (leaves.length - 1))) % leaves.length;
        const swapped = leaves.map(
          (leaf, place) => leaves[place === at ? other : place === other ? at : place] ?? leaf,
        );
        expect(hex(treeOf(swapped).root())).not.toBe(root);
        expect(hex(treeOf(leaves.toSpliced(at, 1)).root())).not.toBe(root);
        expect(hex(treeOf(leaves.toSpliced(at, 0, extra)).root())).not.toBe(root);
        expect(hex(treeOf([...leaves, leaves.at(-1) ?? extra]).root())).not.toBe(root);
        const altered = leaves.with(at, Buffer.concat([leaves[at] ?? extra, Buffer.of(0)]));
        expect(hex(treeOf(altered).root())).not.toBe(root);
      }),
    );
  });
});
