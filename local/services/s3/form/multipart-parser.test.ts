import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MultipartParser } from './multipart-parser.ts';

const BOUNDARY = 'b-b';

interface Parsed {
  readonly fields: [string, string][];
  readonly file: Buffer | undefined;
}

/** Parses a form that arrives in pieces of these lengths. */
async function parse(form: Buffer, lengths: readonly number[]): Promise<Parsed> {
  const fields: [string, string][] = [];
  let pieces: Buffer[] = [];
  let file: Promise<Buffer> | undefined;
  const parser = new MultipartParser(
    BOUNDARY,
    {
      field({ name }, bytes, complete) {
        pieces.push(bytes);
        if (!complete) return;
        fields.push([name, Buffer.concat(pieces).toString()]);
        pieces = [];
      },
      isFile: ({ filename }) => filename !== undefined,
      file: (_headers, bytes) => void (file = buffer(bytes)),
    },
    () => new Error('malformed'),
  );
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < form.length; turn += 1) {
    const length = lengths[turn % lengths.length]!;
    cut.push(form.subarray(at, at + length));
    at += length;
  }
  await pipeline(Readable.from(cut, { objectMode: false }), parser);
  return { fields, file: await file };
}

const part = (name: string, value: Buffer, filename?: string) =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`),
    Buffer.from(filename === undefined ? '\r\n\r\n' : `; filename="${filename}"\r\n\r\n`),
    value,
    Buffer.from('\r\n'),
  ]);
const END = Buffer.from(`--${BOUNDARY}--\r\n`);

describe('a form', () => {
  test('gives its fields and its file, wherever it is cut and however much they look like a boundary', async () => {
    const bytes = fc
      .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', 'b', '\r\n--b', '\r\n--b-', 'x'), {
        maxLength: 30,
      })
      .map((texts) => Buffer.from(texts.join('')))
      .filter((value) => !value.includes(`\r\n--${BOUNDARY}`));
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 3 }), bytes, lengths, async (values, file, cuts) => {
        const form = Buffer.concat([
          ...values.map((value, index) => part(`f${index}`, value)),
          part('file', file, 'a.bin'),
          END,
        ]);
        const parsed = await parse(form, cuts);
        expect(parsed.fields).toEqual(values.map((value, index) => [`f${index}`, value.toString()]));
        expect(parsed.file?.equals(file)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['nothing', ''],
    ['no end', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue`],
    ['a part without a name', `--${BOUNDARY}\r\nContent-Type: text/plain\r\n\r\nvalue\r\n--${BOUNDARY}--`],
    ['more behind a boundary', `--${BOUNDARY} x\r\n\r\n`],
    ['endless headers', `--${BOUNDARY}\r\n${'x'.repeat(10_000)}`],
  ])('with %s is malformed', async (_name, text) => {
    await expect(parse(Buffer.from(`\r\n${text}`), [64])).rejects.toThrow('malformed');
  });
});
