import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeKey, uploadedObjects } from './uploaded-objects.ts';

const record = (key: string, size = 1, eTag = 'e') => ({ s3: { object: { key, size, eTag } } });

test('one message may tell of several files', () => {
  expect(
    uploadedObjects({ Records: [record('uploads/a/source', 5, 'x'), record('uploads/b/source')] }),
  ).toEqual([
    { key: 'uploads/a/source', sizeBytes: 5, etag: 'x' },
    { key: 'uploads/b/source', sizeBytes: 1, etag: 'e' },
  ]);
});

test('S3’s test event tells of none', () => {
  expect(uploadedObjects({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' })).toEqual([]);
});

test.each([null, 'text', 1, {}, { Records: 'none' }])(
  'what S3 never sends is not taken for an event: %j',
  (body) => {
    expect(() => uploadedObjects(body)).toThrow('no S3 event');
  },
);

test('every key is read as it was before S3 encoded it', () => {
  const encode = (key: string) => encodeURIComponent(key).replaceAll('%20', '+');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      expect(decodeKey(encode(key))).toBe(key);
    }),
  );
  expect(decodeKey('a%2Bb+c')).toBe('a+b c');
});
