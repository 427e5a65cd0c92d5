import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/** The longest that a line is waited for, in milliseconds. */
const LIMIT_MS = 60_000;

/** A program that runs, and what it prints. */
export interface Followed {
  /** All that it printed so far, or since `forget`. */
  log(): string;
  forget(): void;
  /** Its exit code, once it has ended; none when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What it printed that fits, once it has. Rejects when it ends before. */
  printing(pattern: RegExp): Promise<RegExpExecArray>;
}

export function follow(child: ChildProcessByStdio<null, Readable, Readable>): Followed {
  let printed = '';
  const looking = new Set<() => void>();
  const read = (chunk: Buffer) => {
    printed += chunk.toString();
    for (const look of looking) look();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));

  return {
    log: () => printed,
    forget: () => void (printed = ''),
    ended,
    printing: (pattern) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          looking.delete(look);
          clearTimeout(timer);
        };
        const fail = (why: string) => {
          settle();
          reject(new Error(`The stack ${why} before it printed ${pattern.source}:\n${printed}`));
        };
        const look = () => {
          const found = pattern.exec(printed);
          if (!found) return;
          settle();
          resolve(found);
        };
        const timer = setTimeout(() => fail(`ran for ${LIMIT_MS} ms`), LIMIT_MS);
        looking.add(look);
        look();
        void ended.then((code) => fail(`ended with code ${code}`));
      }),
  };
}
