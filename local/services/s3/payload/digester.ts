import { createDigest } from './checksums.ts';
import { createThreadDigest } from './digest-thread.ts';

/** Several digests of one body. */
export interface Digester {
  /** The bytes must be shared memory, and stay as they are until it resolves. */
  update(bytes: Uint8Array): Promise<unknown>;
  /** Every digest, after the last bytes. */
  digests(): Promise<ReadonlyMap<string, Buffer>>;
  /** Lets go of what they hold, whether they were finished or not. */
  close(): void;
}

/** A thread of its own pays from this size on. */
const THREAD_BYTES = 1024 * 1024;

/**
 * MD5 is the slowest digest by far and cannot be done in parts: for a large body it runs beside everything else.
 *
 * @param size of the body in bytes, as far as it is known
 */
export function createDigester(algorithms: Iterable<string>, size = 0): Digester {
  const names = [...new Set(algorithms)];
  const onThread = (name: string) => name === 'md5' && size >= THREAD_BYTES;
  // Those on the thread first: what this one does then runs beside them.
  const digests = names
    .sort((a, b) => Number(onThread(b)) - Number(onThread(a)))
    .map((name) => [name, onThread(name) ? createThreadDigest(name) : createDigest(name)] as const);
  return {
    update: (bytes) => Promise.all(digests.map(([, digest]) => digest.update(bytes))),
    async digests() {
      const entries = digests.map(async ([name, digest]) => [name, await digest.digest()] as const);
      return new Map(await Promise.all(entries));
    },
    close() {
      for (const [, digest] of digests) digest.close?.();
    },
  };
}
