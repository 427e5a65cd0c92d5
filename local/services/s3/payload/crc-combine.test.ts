import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDigest } from './checksums.ts';
import { combineCrcs } from './crc-combine.ts';

const crcOf = async (algorithm: string, data: Uint8Array) => {
  const digest = createDigest(algorithm);
  digest.update(data);
  return (await digest.digest()).toString('base64');
};

describe('combined CRCs', () => {
  test.each(['crc32', 'crc32c', 'crc64nvme'])('of parts are the %s of the whole', async (algorithm) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), async (pieces) => {
        const parts = await Promise.all(
          pieces.map(async (piece) => ({ value: await crcOf(algorithm, piece), size: piece.length })),
        );
        expect(combineCrcs(algorithm, parts)).toBe(await crcOf(algorithm, Buffer.concat(pieces)));
      }),
      { numRuns: 40 },
    );
  });
});
