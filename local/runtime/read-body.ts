import type { IncomingMessage } from 'node:http';

/**
 * A request's whole body, in memory. Its events are listened to directly: the stream's iterator takes longer than the
 * rest of a small request's way through this runtime.
 *
 * @param limit in bytes
 * @param tooLarge the error for a larger one
 */
export function readBody(request: IncomingMessage, limit: number, tooLarge: () => Error): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      // The connection outlives a body that is too large: the refusal still has to travel on it. What is still on
      // its way is read and forgotten, or the client would never look for the answer.
      request.off('data', take).resume();
      chunks.length = 0;
      reject(tooLarge());
    };
    request
      .on('data', take)
      .once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
      .once('error', reject)
      .once('close', () => {
        if (!request.readableEnded) reject(new Error('The request ended before its body did.'));
      });
  });
}
