import { hash } from 'node:crypto';

/** Bytes of every hash here: SHA-256. */
export const HASH_BYTES = 32;

const LEAF = Buffer.of(0);
/** One buffer for all nodes, which are as many as there are rows. */
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** What a tree without leaves hashes to: SHA-256 of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Uint8Array = sha256('');

/** SHA-256 of `00` and the leaf's bytes; a string stands for its UTF-8. */
export function leafHash(leaf: Uint8Array | string): Uint8Array {
  return sha256(typeof leaf === 'string' ? `\0${leaf}` : Buffer.concat([LEAF, leaf]));
}

/** SHA-256 of `01` and both children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return sha256(NODE);
}

/** A whole subtree of a tree that still grows: its leaves are a power of two. */
export interface Subtree {
  readonly leaves: number;
  readonly hash: Uint8Array;
}

/** A Merkle tree of RFC 9162 §2.1 (the tree of RFC 6962) that keeps one hash per level, however many leaves it is given. */
export interface MerkleTree {
  /** @param isWatched whether this is the leaf whose inclusion is to be proved; one at most */
  readonly add: (leaf: Uint8Array | string, isWatched?: boolean) => void;
  /** The same of a leaf that is known by its hash alone. */
  readonly addHash: (hash: Uint8Array, isWatched?: boolean) => void;
  readonly size: () => number;
  /** Of the leaves so far. */
  readonly root: () => Uint8Array;
  /** The whole subtrees so far, largest first: all that is needed to go on later. */
  readonly subtrees: () => readonly Subtree[];
  /** The siblings from the watched leaf up to the root of the leaves so far; `null` where none is watched. */
  readonly path: () => readonly Uint8Array[] | null;
}

/** @param from whole subtrees of the leaves that were added before, as `subtrees` said them */
export function growTree(from: readonly Subtree[] = []): MerkleTree {
  const stack: Node[] = from.map((subtree) => ({ ...subtree, watched: false }));
  let size = from.reduce((sum, { leaves }) => sum + leaves, 0);
  const siblings: Uint8Array[] = [];
  const addHash: MerkleTree['addHash'] = (of, isWatched = false) => {
    let top: Node = { leaves: 1, hash: of, watched: isWatched };
    size += 1;
    for (let left = stack.at(-1); left?.leaves === top.leaves; left = stack.at(-1)) {
      stack.pop();
      top = join(left, top, siblings);
    }
    stack.push(top);
  };
  return {
    add: (leaf, isWatched) => addHash(leafHash(leaf), isWatched),
    addHash,
    size: () => size,
    root: () => fold(stack, [])?.hash ?? EMPTY_ROOT,
    subtrees: () => stack.map(({ leaves, hash: of }) => ({ leaves, hash: of })),
    path: () => {
      const path = [...siblings];
      return fold(stack, path)?.watched === true ? path : null;
    },
  };
}

export interface Inclusion {
  readonly leaf: Uint8Array | string;
  /** Counted from 0. */
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the leaf stands at this place of the tree with this root (RFC 9162 §2.1.3.2). */
export function isIncluded({ leaf, index, size, path, root }: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let place = index;
  let last = size - 1;
  let hashed = leafHash(leaf);
  for (const sibling of path) {
    if (last === 0 || sibling.length !== HASH_BYTES) return false;
    if (place % 2 === 1 || place === last) {
      hashed = nodeHash(sibling, hashed);
      // A node without a right neighbour stands for itself on the levels above, until it is a right child.
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hashed = nodeHash(hashed, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && Buffer.compare(hashed, root) === 0;
}

interface Node extends Subtree {
  /** Whether the watched leaf is below. */
  readonly watched: boolean;
}

function join(left: Node, right: Node, siblings: Uint8Array[]): Node {
  if (left.watched) siblings.push(right.hash);
  if (right.watched) siblings.push(left.hash);
  return {
    leaves: left.leaves + right.leaves,
    hash: nodeHash(left.hash, right.hash),
    watched: left.watched || right.watched,
  };
}

/** The whole subtrees make one tree from the right: each is the left child of what is smaller. */
function fold(stack: readonly Node[], siblings: Uint8Array[]): Node | undefined {
  return stack.reduceRight<Node | undefined>(
    (right, left) => (right === undefined ? left : join(left, right, siblings)),
    undefined,
  );
}

function sha256(data: Uint8Array | string): Uint8Array {
  return hash('sha256', data, 'buffer');
}
