import type { IncomingMessage } from 'node:http';

/**
 * A request's whole body, in memory.
 *
 * @param limit in bytes
 * @param tooLarge the error for a larger one
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection outlives a body that is too large: the refusal still has to travel on it.
    const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of pieces) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    // What is still on its way is read and forgotten, or the client would never look for the answer.
    request.resume();
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
