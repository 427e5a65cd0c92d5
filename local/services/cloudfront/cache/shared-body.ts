import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Reservation } from './store.ts';

/** A body that is read from its origin once, however many viewers wait for it. */
export interface SharedBody {
  /** The whole body from its first byte; `undefined` when too much has passed by to be kept. */
  reader(): Readable | undefined;
  /** All of it, once it is there; `undefined` when it was too large to be kept. Rejects when it broke off. */
  readonly whole: Promise<Buffer | undefined>;
}

/**
 * Reads ahead of its viewers as long as the cache has room, so that none of them waits for a slower one, and
 * goes on without any: what was begun for one is there for the next. A body that outgrows the cache goes on
 * at the pace of its slowest viewer, holds nothing, and ends with its last one. `expected` is the length that
 * the origin promised, in bytes: a body of another one has broken off.
 */
export function shareBody(source: Readable, room: Reservation, expected: number | undefined): SharedBody {
  const readers = new Set<Reader>();
  let kept: Buffer[] | undefined = [];

  async function pump(): Promise<Buffer | undefined> {
    let length = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (kept && room.grow(chunk.length)) kept.push(chunk);
      else kept = undefined;
      const full = [...readers].filter((reader) => !reader.push(chunk));
      // Nobody need wait until the origin has closed its file.
      if (length === expected) break;
      if (kept) continue;
      await Promise.all(full.map((reader) => reader.drained()));
      if (readers.size === 0) return undefined;
    }
    if (length !== (expected ?? length))
      throw new Error(`The origin promised ${expected} bytes and sent ${length}.`);
    return kept && Buffer.concat(kept, length);
  }

  const whole = pump();
  return {
    whole,
    reader() {
      if (!kept) return undefined;
      const reader = new Reader();
      readers.add(reader);
      reader.once('close', () => readers.delete(reader));
      for (const chunk of kept) reader.push(chunk);
      whole.then(
        () => reader.push(null),
        (error: unknown) => reader.destroy(error as Error),
      );
      return reader;
    },
  };
}

/** What was pushed waits in the stream's own queue, which holds references and no copies. */
class Reader extends Readable {
  override _read(): void {
    this.emit('hungry');
  }

  /** Resolves when the viewer asks for more, or has left. */
  async drained(): Promise<void> {
    const left = new AbortController();
    const stop = () => left.abort();
    this.once('close', stop);
    if (this.destroyed) stop();
    await once(this, 'hungry', { signal: left.signal }).catch((error: unknown) => {
      if (!left.signal.aborted) throw error;
    });
    this.off('close', stop);
  }
}
