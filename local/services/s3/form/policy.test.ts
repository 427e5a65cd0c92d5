import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy, parsePolicy } from './policy.ts';

const encode = (document: unknown) => Buffer.from(JSON.stringify(document)).toString('base64');
const expiration = '2030-01-01T00:00:00Z';
const now = Date.parse('2029-01-01T00:00:00Z');
const check = (conditions: unknown[], fields: Record<string, string>) =>
  checkPolicy(
    parsePolicy(encode({ expiration, conditions })),
    new Map(Object.entries(fields)),
    'uploads',
    now,
  );

describe('POST policies', () => {
  test.each<[string, unknown]>([
    ['no object', []],
    ['no expiration', { conditions: [] }],
    ['an expiration that is no date', { expiration: 'tomorrow', conditions: [] }],
    ['no conditions', { expiration }],
    ['conditions that are no list', { expiration, conditions: {} }],
    ['an unknown operator', { expiration, conditions: [['ends-with', '$key', 'x']] }],
    ['a field without its dollar sign', { expiration, conditions: [['eq', 'key', 'x']] }],
    ['two fields in one condition', { expiration, conditions: [{ key: 'a', bucket: 'b' }] }],
    ['a value that is no text', { expiration, conditions: [{ key: 1 }] }],
    ['a range that is none', { expiration, conditions: [['content-length-range', 'a', 5]] }],
  ])('with %s are invalid', (_name, document) => {
    expect(() => parsePolicy(encode(document))).toThrow(
      expect.objectContaining({ code: 'InvalidPolicyDocument' }),
    );
  });

  test('that are not JSON are invalid', () => {
    expect(() => parsePolicy('%%%')).toThrow('Invalid Policy: Invalid JSON.');
  });

  test('of an exact and a prefix condition on one field, both must hold', () => {
    const conditions = [{ 'Content-Type': 'video/mp4' }, ['starts-with', '$Content-Type', 'video/']];
    expect(() => check(conditions, { 'content-type': 'video/mp4' })).not.toThrow();
    expect(() => check(conditions, { 'content-type': 'video/webm' })).toThrow(
      '"eq", "$Content-Type", "video/mp4"',
    );
  });

  test('a list of content types is allowed only as a whole', () => {
    const conditions = [['starts-with', '$Content-Type', 'video/']];
    expect(() => check(conditions, { 'content-type': 'video/mp4, video/webm' })).not.toThrow();
    expect(() => check(conditions, { 'content-type': 'video/mp4, text/html' })).toThrow(
      'Policy Condition failed',
    );
  });

  test('an empty prefix allows any value, but not the lack of one', () => {
    const conditions = [['starts-with', '$x-amz-meta-note', '']];
    expect(() => check(conditions, { 'x-amz-meta-note': '' })).not.toThrow();
    expect(() => check(conditions, {})).toThrow('Policy Condition failed');
  });

  test('of two length ranges, both must hold', () => {
    const conditions = [
      ['content-length-range', 1, 10],
      ['content-length-range', 5, 20],
    ];
    expect(parsePolicy(encode({ expiration, conditions })).lengthRange).toEqual({ min: 5, max: 10 });
  });

  test('the bucket is where the form was sent, whatever its field says', () => {
    expect(() => check([{ bucket: 'others' }], { bucket: 'others' })).toThrow('Policy Condition failed');
    expect(() => check([{ bucket: 'uploads' }], {})).not.toThrow();
  });

  test('a form is let in exactly when each of its fields has the value that was signed', () => {
    const fields = fc.dictionary(fc.stringMatching(/^x-amz-meta-[a-c]$/), fc.constantFrom('1', '2'), {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(fields, fields, (signed, sent) => {
        const same =
          JSON.stringify(Object.entries(signed).sort()) === JSON.stringify(Object.entries(sent).sort());
        const admit = () =>
          check(
            Object.entries(signed).map(([name, value]) => ({ [name]: value })),
            sent,
          );
        if (same) expect(admit).not.toThrow();
        else expect(admit).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
      }),
    );
  });
});
