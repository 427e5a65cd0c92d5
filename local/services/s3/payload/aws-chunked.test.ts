import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signingKey } from '../../../runtime/sigv4.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { createChunkVerifier } from './chunk-signatures.ts';

/** Cuts a body into pieces of the given lengths, as the network may. */
function cut(body: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let offset = 0;
  for (let index = 0; offset < body.length; index++) {
    const length = lengths[index % lengths.length]!;
    pieces.push(body.subarray(offset, offset + length));
    offset += length;
  }
  return pieces;
}

async function decode(
  decoder: AwsChunkedDecoder,
  body: Buffer,
  lengths: readonly number[] = [64],
): Promise<Buffer> {
  return buffer(Readable.from(cut(body, lengths), { objectMode: false }).compose(decoder));
}

describe('aws-chunked bodies', () => {
  test('whatever the chunks and however they are cut on the way, the bytes come out', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(chunks, lengths, async (parts, cuts) => {
        const framed = parts.map((part) =>
          Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
        );
        const body = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n')]);
        const decoder = new AwsChunkedDecoder();
        expect(await decode(decoder, body, cuts)).toEqual(Buffer.concat(parts));
        expect(decoder.trailers).toEqual(new Map([['x-amz-checksum-crc32', 'AAAAAA==']]));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['no end', '3\r\nabc\r\n'],
    ['a chunk that is cut short', '5\r\nabc'],
    ['a chunk longer than it says', '2\r\nabc\r\n0\r\n\r\n'],
    ['a size that is none', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['an endless line', 'a'.repeat(5000)],
    ['more after the end', '0\r\n\r\nmore'],
    ['bare line feeds', '3\nabc\n0\n\n'],
  ])('%s is an incomplete body', async (_name, body) => {
    await expect(decode(new AwsChunkedDecoder(), Buffer.from(body))).rejects.toMatchObject({
      code: 'IncompleteBody',
    });
  });

  describe('that are signed', () => {
    const { runtime, dispose } = testRuntime();
    const { accessKeyId, secretAccessKey } = runtime.credentials.root;
    dispose();
    const seed = 'ab'.repeat(32);
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${seed}`,
      'x-amz-date': '20260101T000000Z',
    };
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    function sign(parts: readonly string[], trailer: string): Buffer {
      const key = signingKey(secretAccessKey, '20260101', 'us-east-1', 's3');
      let previous = seed;
      const next = (kind: string, ...hashes: string[]) => {
        const scope = '20260101/us-east-1/s3/aws4_request';
        const text = [`AWS4-HMAC-SHA256-${kind}`, '20260101T000000Z', scope, previous, ...hashes].join('\n');
        return (previous = createHmac('sha256', key).update(text).digest('hex'));
      };
      const chunk = (part: string) =>
        `${part.length.toString(16)};chunk-signature=${next('PAYLOAD', sha256(''), sha256(part))}\r\n`;
      const framed = parts.map((part) => `${chunk(part)}${part}\r\n`).join('') + chunk('');
      const signed = () =>
        `${trailer}\r\nx-amz-trailer-signature:${next('TRAILER', sha256(`${trailer}\n`))}\r\n`;
      return Buffer.from(`${framed}${trailer === '' ? '' : signed()}\r\n`);
    }
    const decodeSigned = (body: Buffer, trailer: boolean) =>
      decode(new AwsChunkedDecoder(createChunkVerifier(headers, runtime.credentials, trailer)), body);

    test('come out when every signature of the chain is right', async () => {
      expect((await decodeSigned(sign(['one', 'two'], ''), false)).toString()).toBe('onetwo');
      const trailer = 'x-amz-checksum-crc32:AAAAAA==';
      expect((await decodeSigned(sign(['one', 'two'], trailer), true)).toString()).toBe('onetwo');
    });

    test.each([
      ['an altered chunk', 'two', 'TWO'],
      ['an altered trailer', 'AAAAAA==', 'BAAAAA=='],
    ])('are refused with %s', async (_name, from, to) => {
      const body = sign(['one', 'two'], 'x-amz-checksum-crc32:AAAAAA==').toString().replace(from, to);
      await expect(decodeSigned(Buffer.from(body), true)).rejects.toMatchObject({
        code: 'SignatureDoesNotMatch',
      });
    });

    test('are refused without signatures, and when a chunk is left out', async () => {
      const unsigned = Buffer.from('3\r\none\r\n0\r\n\r\n');
      await expect(decodeSigned(unsigned, false)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
      const shortened = sign(['one', 'two'], '')
        .toString()
        .replace(/3;[^\r]*\r\none\r\n/, '');
      await expect(decodeSigned(Buffer.from(shortened), false)).rejects.toMatchObject({
        code: 'SignatureDoesNotMatch',
      });
    });
  });
});
