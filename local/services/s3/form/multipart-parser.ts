import { Writable, type Readable } from 'node:stream';
import { PartBytes } from './part-bytes.ts';
import { readPartHeaders, type PartHeaders } from './part-headers.ts';

/** Headers of one part: far more than any browser sends. */
const MAX_HEADER_BYTES = 8 * 1024;
const HEADERS_END = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

type Callback = (error?: Error | null) => void;

export interface FormEvents {
  /** A piece of a field's value; `complete` with the last one. Throws to refuse the form. */
  field(headers: PartHeaders, value: Buffer, complete: boolean): void;
  /** Is this the part whose bytes are to be streamed? Every other is a field. Throws to refuse the form. */
  isFile(headers: PartHeaders): boolean;
  /** Its bytes: the form goes on as fast as they are read. */
  file(headers: PartHeaders, bytes: Readable): void;
}

/**
 * Parses `multipart/form-data` (RFC 7578) as it streams in. Own code, because the search for the boundary is the
 * dearest thing about a large form: here it is the processor's own, and a byte that is no boundary is touched once.
 */
export class MultipartParser extends Writable {
  readonly #delimiter: Buffer;
  readonly #events: FormEvents;
  readonly #malformed: () => Error;
  #state: 'preamble' | 'boundary' | 'headers' | 'body' | 'epilogue' = 'preamble';
  /** What may go on in the next chunk: part of a delimiter, or of headers. */
  #kept: Buffer;
  #headers: PartHeaders | undefined;
  #file: PartBytes | undefined;

  constructor(boundary: string, events: FormEvents, malformed: () => Error) {
    super();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#events = events;
    this.#malformed = malformed;
    // The first boundary needs no line before it.
    this.#kept = Buffer.from('\r\n');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    try {
      const data = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
      this.#kept = EMPTY;
      let at: number | undefined = 0;
      while (at !== undefined && at < data.length) at = this.#parse(data, at);
    } catch (error) {
      return callback(error as Error);
    }
    if (this.#file) this.#file.whenRead(callback);
    else callback();
  }

  override _final(callback: Callback): void {
    callback(this.#state === 'epilogue' ? null : this.#malformed());
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#file?.destroy(error ?? undefined);
    callback(error);
  }

  /** Goes on at `at`; answers where to go on from there, or nothing when all that is left was kept. */
  #parse(data: Buffer, at: number): number | undefined {
    switch (this.#state) {
      case 'preamble':
      case 'body':
        return this.#upToDelimiter(data, at);
      case 'boundary':
        return this.#behindBoundary(data, at);
      case 'headers':
        return this.#partHeaders(data, at);
      case 'epilogue':
        return undefined;
    }
  }

  #upToDelimiter(data: Buffer, at: number): number | undefined {
    const end = data.indexOf(this.#delimiter, at);
    if (end >= 0) {
      this.#give(data.subarray(at, end), true);
      this.#state = 'boundary';
      return end + this.#delimiter.length;
    }
    const cut = this.#partialDelimiter(data, at);
    const piece = data.subarray(at, cut);
    // Before the piece is given: who takes all of a chunk may release its memory.
    this.#kept = cut < data.length ? data.subarray(cut) : EMPTY;
    this.#give(piece, false);
    return undefined;
  }

  /** Where a delimiter begins that the next chunk may complete; the end of the data when there is none. */
  #partialDelimiter(data: Buffer, at: number): number {
    let from = Math.max(at, data.length - this.#delimiter.length + 1);
    for (;;) {
      const start = data.indexOf(0x0d, from);
      if (start < 0) return data.length;
      const tail = data.subarray(start);
      if (tail.equals(this.#delimiter.subarray(0, tail.length))) return start;
      from = start + 1;
    }
  }

  /** A line end: another part follows. Two dashes: that was the last one. */
  #behindBoundary(data: Buffer, at: number): number | undefined {
    if (data.length - at < 2) return this.#keep(data, at);
    const next = data.toString('latin1', at, at + 2);
    if (next !== '\r\n' && next !== '--') throw this.#malformed();
    this.#state = next === '--' ? 'epilogue' : 'headers';
    return at + 2;
  }

  #partHeaders(data: Buffer, at: number): number | undefined {
    const end = data.indexOf(HEADERS_END, at);
    if ((end < 0 ? data.length : end) - at > MAX_HEADER_BYTES) throw this.#malformed();
    if (end < 0) return this.#keep(data, at);
    const headers = readPartHeaders(data.toString('utf8', at, end));
    if (!headers) throw this.#malformed();
    this.#headers = headers;
    if (this.#events.isFile(headers)) {
      this.#file = new PartBytes();
      this.#events.file(headers, this.#file);
    }
    this.#state = 'body';
    return end + HEADERS_END.length;
  }

  #keep(data: Buffer, at: number): undefined {
    this.#kept = data.subarray(at);
  }

  #give(bytes: Buffer, complete: boolean): void {
    if (this.#file) {
      if (bytes.length > 0) this.#file.give(bytes);
      if (complete) this.#file.end();
      if (complete) this.#file = undefined;
    } else if (this.#headers) this.#events.field(this.#headers, bytes, complete);
    if (complete) this.#headers = undefined;
  }
}
