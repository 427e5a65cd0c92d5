import { readFileSync } from 'node:fs';

/** What Node itself needs beside the heap of a function, in MB. */
const OUTSIDE_HEAP_MB = 40;
const PAGE = 4096;
const MB = 2 ** 20;

/**
 * The arguments by which V8 keeps a function's heap within its `MemorySize`. The young generation is small for
 * small functions: V8's default of 48 MB for each process would be most of what they have.
 */
export const memoryArguments = (memoryMb: number): readonly string[] => [
  `--max-old-space-size=${memoryMb - OUTSIDE_HEAP_MB}`,
  `--max-semi-space-size=${Math.min(8, Math.max(1, Math.floor(memoryMb / 256)))}`,
];

/**
 * The memory that a process has to itself, in MB: buffers count, the program that all processes share does not.
 * `undefined` where the system does not tell (anything but Linux): there, V8's bound of the heap is the only one.
 */
export function privateMemoryMb(pid: number): number | undefined {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
    return ((resident! - shared!) * PAGE) / MB;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No such system, or no such process any more.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
