import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { AwsError } from '../../../runtime/errors.ts';
import type { ChunkVerifier } from './chunk-signatures.ts';

/** A line of framing is a length, a signature or a checksum: never long. */
const MAX_LINE_BYTES = 4096;
const MAX_TRAILERS = 16;

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done';

/**
 * Takes the `aws-chunked` framing off a body (`STREAMING-…` payloads) as it streams by. Signed chunks
 * are verified as each one ends: what came through before is only good once the stream has ended well.
 */
export class AwsChunkedDecoder extends Transform {
  /** Lower-case names. Complete once the stream has ended. */
  readonly trailers = new Map<string, string>();
  readonly #verifier: ChunkVerifier | undefined;
  #state: State = 'size';
  #line = '';
  #remaining = 0;
  #signature = '';
  #hash: Hash = createHash('sha256');

  constructor(verifier?: ChunkVerifier) {
    super();
    this.#verifier = verifier;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    try {
      let offset = 0;
      while (offset < chunk.length)
        offset = this.#state === 'data' ? this.#data(chunk, offset) : this.#text(chunk, offset);
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  override _flush(callback: TransformCallback): void {
    callback(this.#state === 'done' ? null : incomplete());
  }

  #data(chunk: Buffer, offset: number): number {
    const piece = chunk.subarray(offset, offset + this.#remaining);
    if (this.#verifier) this.#hash.update(piece);
    this.push(piece);
    this.#remaining -= piece.length;
    if (this.#remaining === 0) this.#state = 'data-end';
    return offset + piece.length;
  }

  #text(chunk: Buffer, offset: number): number {
    if (this.#state === 'done') throw incomplete();
    const end = chunk.indexOf(0x0a, offset);
    this.#line += chunk.toString('latin1', offset, end < 0 ? chunk.length : end);
    if (this.#line.length > MAX_LINE_BYTES) throw incomplete();
    if (end < 0) return chunk.length;
    if (!this.#line.endsWith('\r')) throw incomplete();
    const line = this.#line.slice(0, -1);
    this.#line = '';
    this.#take(line);
    return end + 1;
  }

  #take(line: string): void {
    if (this.#state === 'size') this.#takeSize(line);
    else if (this.#state === 'data-end') {
      if (line !== '') throw incomplete();
      this.#endChunk();
      this.#state = 'size';
    } else this.#takeTrailer(line);
  }

  #takeSize(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!match) throw incomplete();
    this.#remaining = Number.parseInt(match[1]!, 16);
    this.#signature = match[2] ?? '';
    this.#state = this.#remaining > 0 ? 'data' : 'trailer';
    if (this.#remaining === 0) this.#endChunk();
  }

  #takeTrailer(line: string): void {
    if (line === '') {
      this.#verifier?.verifyTrailers(this.trailers);
      this.#state = 'done';
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || this.trailers.size >= MAX_TRAILERS)
      throw new AwsError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      );
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }

  #endChunk(): void {
    if (!this.#verifier) return;
    this.#verifier.verifyChunk(this.#hash.digest('hex'), this.#signature);
    this.#hash = createHash('sha256');
  }
}

const incomplete = () => new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
