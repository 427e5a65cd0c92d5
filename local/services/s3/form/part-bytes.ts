import { Readable } from 'node:stream';
import { BLOCK_BYTES } from '../payload/blocks.ts';

/** The bytes of a form's file on their way from the parser to whoever reads them. */
export class PartBytes extends Readable {
  #wanted = true;
  #resume: (() => void) | undefined;

  constructor() {
    // As much as its reader gathers: the form goes on while that works.
    super({ highWaterMark: BLOCK_BYTES });
  }

  override _read(): void {
    this.#wanted = true;
    this.#goOn();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#wanted = true;
    this.#goOn();
    callback(error);
  }

  give(bytes: Buffer): void {
    if (!this.destroyed) this.#wanted = this.push(bytes);
  }

  end(): void {
    if (!this.destroyed) this.push(null);
  }

  /** Calls back once there is room for more; at once when nobody reads any longer. */
  whenRead(callback: () => void): void {
    if (this.#wanted || this.destroyed) callback();
    else this.#resume = callback;
  }

  #goOn(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}
