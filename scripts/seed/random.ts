import { createHash } from 'node:crypto';

/** Choices that look random and are the same whenever they are made for the same names, in any order. */
export interface Random {
  /** 0 ≤ x < 1. */
  fraction(): number;
  /** A whole number, both ends among them. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** So many characters of an alphabet. */
  text(alphabet: string, length: number): string;
}

const BYTES_PER_WORD = 4;

/** SHA-256 of the names and a count: nothing has to be drawn before what is drawn now. */
export function createRandom(...names: readonly (string | number)[]): Random {
  const name = JSON.stringify(names);
  let blocks = 0;
  let block = Buffer.alloc(0);
  let used = 0;

  const fraction = () => {
    if (used === block.length) {
      block = createHash('sha256').update(`${name}${blocks}`).digest();
      blocks += 1;
      used = 0;
    }
    used += BYTES_PER_WORD;
    return block.readUInt32LE(used - BYTES_PER_WORD) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(fraction() * end);
  return {
    fraction,
    between: (least, most) => least + below(most - least + 1),
    chance: (share) => fraction() < share,
    pick: (list) => list[below(list.length)]!,
    text: (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join(''),
  };
}

/**
 * The numbers from 0 up to `size`, each once, in an order that looks random and of which any place is known without
 * the others: no list of them is ever made.
 */
export function permutation(size: number, random: Random): (index: number) => number {
  const start = random.between(0, size - 1);
  let step = random.between(1, size);
  while (commonDivisor(step, size) > 1) step += 1;
  return (index) => (start + index * step) % size;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
