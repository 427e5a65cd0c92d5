/**
 * A socket gives 64 KB at a time; so much is gathered before it is digested and written: fewer, larger steps. Not
 * larger: for writes of 1 MB Linux looks for as large pieces of free memory, which after a gigabyte or two costs
 * four times the time in the kernel (measured).
 */
export const BLOCK_BYTES = 256 * 1024;

/** How many wait to be used again. */
const MOST_SPARE = 64;
const spare: Buffer[] = [];

/** A block of memory that threads share. Used again and again: fresh memory costs more than the copy into it. */
export const takeBlock = (): Buffer => spare.pop() ?? Buffer.from(new SharedArrayBuffer(BLOCK_BYTES));

/** Only for a block that nobody reads or writes any more. */
export function giveBack(block: Buffer): void {
  if (spare.length < MOST_SPARE) spare.push(block);
}

/**
 * Frees the memory of a piece that was copied, where it is all of its own. The collector counts what sockets gave as its own
 * memory, and would mark the whole heap for each 25 MB of it: a fifth of the work of an upload (measured).
 */
export function release({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}
