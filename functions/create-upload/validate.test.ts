import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CreateUploadInput } from '../../generated/schema.ts';
import { validate } from './validate.ts';

const INPUT: CreateUploadInput = {
  title: 'A title',
  kind: 'SHORT',
  filename: 'a.mp4',
  contentType: 'video/mp4',
  sizeBytes: 1_000,
};
const given = (changes: Partial<CreateUploadInput>) => () => validate({ ...INPUT, ...changes }, 'STANDARD');

describe('an upload is taken', () => {
  test('with the defaults of what was not said', () => {
    expect(validate(INPUT, 'STANDARD')).toEqual({
      ...INPUT,
      genres: [],
      visibility: 'PRIVATE',
      access: 'FREE',
      profile: 'STANDARD',
    });
  });

  test.each([
    'my holiday.mp4',
    'a+b%20c.mp4',
    `it's "quoted".MOV`,
    '🎬🍿.mkv',
    'no-extension',
    '../../etc/passwd',
    'x'.repeat(255),
    '🎬'.repeat(255),
  ])('whatever its file is called: %s', (filename) => {
    expect(given({ filename })()).toMatchObject({ filename });
  });

  test.each([
    'video/mp4',
    'VIDEO/QuickTime',
    'video/x-matroska',
    'audio/mpeg',
    'application/octet-stream',
    'video/webm;codecs=vp9',
    'video/webm; codecs="vp9,opus"',
  ])('as %s', (contentType) => {
    expect(given({ contentType })()).toMatchObject({ contentType });
  });

  test.each([0, 1, 2 ** 31, 50e9])('with %d bytes', (sizeBytes) => {
    expect(given({ sizeBytes })()).toMatchObject({ sizeBytes });
  });

  test('with its language in canonical form and its genres once each', () => {
    expect(given({ language: 'EN-us', genres: ['Drama', ' Drama', 'Sci-Fi', 'R&B'] })()).toMatchObject({
      language: 'en-US',
      genres: ['Drama', 'Sci-Fi', 'R&B'],
    });
  });
});

describe('an upload is refused, naming the field,', () => {
  test.each<[string, Partial<CreateUploadInput>]>([
    ['title', { title: '' }],
    ['description', { description: 'x'.repeat(5_001) }],
    ['filename', { filename: '' }],
    ['filename', { filename: 'x'.repeat(256) }],
    ['contentType', { contentType: '' }],
    ['contentType', { contentType: 'text/html' }],
    ['contentType', { contentType: 'video/' }],
    ['contentType', { contentType: 'video/mp4\r\nx-evil: 1' }],
    ['contentType', { contentType: `video/${'x'.repeat(255)}` }],
    ['sizeBytes', { sizeBytes: -1 }],
    ['sizeBytes', { sizeBytes: 0.5 }],
    ['sizeBytes', { sizeBytes: Number.NaN }],
    ['sizeBytes', { sizeBytes: Number.POSITIVE_INFINITY }],
    ['sizeBytes', { sizeBytes: 50e9 + 1 }],
    ['genres', { genres: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['language', { language: 'english please' }],
  ])('%s: %j', (field, changes) => {
    expect(given(changes)).toThrow(
      expect.objectContaining({ type: 'BadRequest', message: expect.stringMatching(`^${field}: `) }),
    );
  });

  test('whatever is sent: never by anything but BadRequest', () => {
    fc.assert(
      fc.property(
        fc.record({
          title: fc.string({ unit: 'binary' }),
          filename: fc.string({ unit: 'binary' }),
          contentType: fc.string({ unit: 'binary' }),
          sizeBytes: fc.double(),
          genres: fc.array(fc.string({ unit: 'binary' })),
          language: fc.string({ unit: 'binary' }),
        }),
        (changes) => {
          try {
            given(changes)();
          } catch (error) {
            expect(error).toMatchObject({ name: 'RequestError', type: 'BadRequest' });
          }
        },
      ),
    );
  });
});
