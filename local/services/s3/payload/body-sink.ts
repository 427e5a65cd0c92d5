import { Writable } from 'node:stream';
import { s3Error } from '../errors.ts';
import type { Digester } from './digester.ts';

/** Where the bytes of a body go. */
export interface Target {
  /** All the pieces, one behind the other, from `position` on. */
  write(pieces: readonly Buffer[], position: number): Promise<void>;
  close(): Promise<void>;
}

/** A socket gives 64 KB at a time; so much is gathered before it is written: fewer, larger writes. */
const BATCH_BYTES = 1024 * 1024;

interface SinkOptions {
  readonly target: Target;
  readonly digester: Digester;
  /** Most bytes that are taken. */
  readonly limit: number;
  /** Beyond the limit, fail with `EntityTooLarge`, or go on and only count. */
  readonly beyond: 'fail' | 'count';
}

type Callback = (error?: Error | null) => void;

/**
 * Counts and digests a body and writes it to its target. One batch is gathered while the one before is written:
 * that is all the memory it takes. Once it has ended, well or not, nothing is being written any more.
 */
export class BodySink extends Writable {
  size = 0;
  readonly #options: SinkOptions;
  #batch: Buffer[] = [];
  #gathered = 0;
  #position = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: SinkOptions) {
    super({ highWaterMark: BATCH_BYTES });
    this.#options = options;
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    const { limit, beyond, digester } = this.#options;
    this.size += piece.length;
    if (this.size > limit)
      return callback(beyond === 'fail' ? s3Error.entityTooLarge(this.size, limit) : undefined);
    digester.update(piece);
    this.#batch.push(piece);
    this.#gathered += piece.length;
    if (this.#gathered < BATCH_BYTES) callback();
    else this.#writing.then(() => this.#send(callback), callback);
  }

  override _final(callback: Callback): void {
    this.#writing
      .then(() => this.#send())
      .then(() => this.#writing)
      .then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    const close = () => this.#options.target.close();
    // The stream's own error is what it failed with; this one was told to whoever waited for it.
    this.#writing.then(close, close).then(() => callback(error), callback);
  }

  /** Begins to write what was gathered. */
  #send(callback?: Callback): void {
    if (this.#gathered > 0) {
      this.#writing = this.#options.target.write(this.#batch, this.#position);
      // Whoever waits for it hears of a failure: the next piece, or the end.
      this.#writing.catch(heardLater);
      this.#position += this.#gathered;
      this.#batch = [];
      this.#gathered = 0;
    }
    callback?.();
  }
}

const heardLater = () => undefined;
