import { Writable } from 'node:stream';
import { s3Error } from '../errors.ts';
import { BLOCK_BYTES, giveBack, release, takeBlock } from './blocks.ts';
import { createDigester, type Digester } from './digester.ts';

/** Where the bytes of a body go. */
export interface Target {
  /** The bytes are only lent until it resolves. */
  write(bytes: Buffer, position: number): Promise<void>;
  close(): Promise<void>;
}

interface SinkOptions {
  readonly target: Target;
  /** The digests that are taken of the body. */
  readonly algorithms: readonly string[];
  /** Most bytes that are taken. */
  readonly limit: number;
  /** Beyond the limit, fail with `EntityTooLarge`, or go on and only count. */
  readonly beyond: 'fail' | 'count';
  /** About the size of the body, in bytes: what was declared of it, or of what it comes in. */
  readonly expected?: number;
  /** The pieces are nobody else's: their memory is released as they are taken. */
  readonly releasing?: boolean;
}

type Callback = (error?: Error | null) => void;

/**
 * Counts and digests a body and writes it to its target. One block is filled while the one before is digested and
 * written: that is all the memory it takes. Once it has ended, well or not, nothing reads or writes any more.
 */
export class BodySink extends Writable {
  size = 0;
  /** Complete once the stream has ended well. */
  digests: ReadonlyMap<string, Buffer> = new Map();
  readonly #options: SinkOptions;
  readonly #digester: Digester;
  #block = takeBlock();
  /** The block before, once there was one. */
  #other: Buffer | undefined;
  #filled = 0;
  #position = 0;
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: SinkOptions) {
    super({ highWaterMark: BLOCK_BYTES });
    this.#options = options;
    this.#digester = createDigester(options.algorithms, options.expected);
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    const { limit, beyond } = this.#options;
    this.size += piece.length;
    if (this.size > limit) callback(beyond === 'fail' ? s3Error.entityTooLarge(this.size, limit) : undefined);
    else this.#take(piece).then(() => callback(), callback);
  }

  override _final(callback: Callback): void {
    this.#finish().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    const close = () => {
      this.#digester.close();
      giveBack(this.#block);
      if (this.#other) giveBack(this.#other);
      return this.#options.target.close();
    };
    // The stream's own error is what it failed with; this one was told to whoever waited for it.
    this.#working.then(close, close).then(() => callback(error), callback);
  }

  async #take(piece: Buffer): Promise<void> {
    for (let taken = 0; taken < piece.length;) {
      const copied = piece.copy(this.#block, this.#filled, taken);
      taken += copied;
      this.#filled += copied;
      if (this.#filled < BLOCK_BYTES) break;
      await this.#working;
      // The target is about to be closed.
      if (this.destroyed) return;
      this.#work();
    }
    if (this.#options.releasing) release(piece);
  }

  async #finish(): Promise<void> {
    await this.#working;
    if (this.#filled > 0) this.#work();
    await this.#working;
    this.digests = await this.#digester.digests();
  }

  /** Begins to digest and to write what was filled. Nothing may be at work. */
  #work(): void {
    const bytes = this.#block.subarray(0, this.#filled);
    const works = [this.#options.target.write(bytes, this.#position), this.#digester.update(bytes)];
    // A block that failed is still read until both have ended.
    this.#working = Promise.all(works).finally(() => Promise.allSettled(works));
    // Whoever waits for it hears of a failure: the next block, or the end.
    this.#working.catch(heardLater);
    this.#position += this.#filled;
    this.#filled = 0;
    [this.#block, this.#other] = [this.#other ?? takeBlock(), this.#block];
  }
}

const heardLater = () => undefined;
