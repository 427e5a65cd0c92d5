import { describe, expect, it } from 'vitest';
import { md5, md5OfAttributes } from './digest.ts';

describe('the sum of message attributes', () => {
  it('is the one that AWS computes', () => {
    // A vector from moto's tests, which took it from SQS.
    expect(md5OfAttributes({ timestamp: { DataType: 'Number', StringValue: '1493147359900' } })).toBe(
      '235c5c510d26fb653d073faed50ae77c',
    );
  });

  it('does not exist for a message without attributes', () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });
});

describe('the sum of a body', () => {
  it('is of its UTF-8 bytes', () => {
    expect(md5('grüße')).toBe('fee40dc24d0ad6a90c608052aa4e9e66');
  });
});
