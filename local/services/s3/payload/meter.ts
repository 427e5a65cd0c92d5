import { Transform, type TransformCallback } from 'node:stream';
import { s3Error } from '../errors.ts';
import { createDigest, type Digest } from './checksums.ts';

/** Counts and digests the bytes that pass. Fails with `EntityTooLarge` beyond `limit` bytes. */
export class Meter extends Transform {
  size = 0;
  readonly #limit: number;
  readonly #digests: ReadonlyMap<string, Digest>;

  constructor(algorithms: Iterable<string>, limit: number) {
    super();
    this.#limit = limit;
    this.#digests = new Map([...new Set(algorithms)].map((name) => [name, createDigest(name)]));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.size += chunk.length;
    if (this.size > this.#limit) return callback(s3Error.entityTooLarge(this.size, this.#limit));
    for (const digest of this.#digests.values()) digest.update(chunk);
    callback(null, chunk);
  }

  /** Every digest, once the stream has ended. */
  async digests(): Promise<ReadonlyMap<string, Buffer>> {
    const entries = [...this.#digests].map(async ([name, digest]) => [name, await digest.digest()] as const);
    return new Map(await Promise.all(entries));
  }
}
