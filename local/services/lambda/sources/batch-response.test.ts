import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedItems } from './batch-response.ts';

const ids = ['a', 'b', 'c'];
const failed = (answer: unknown) => [...failedItems(JSON.stringify(answer) ?? '', ids)];

describe('the answer to a batch', () => {
  it.each([
    [null],
    [undefined],
    [{}],
    [{ batchItemFailures: [] }],
    [{ batchItemFailures: null }],
    [{ other: 1 }],
  ])('%j means that all went well', (answer) => {
    expect(failed(answer)).toEqual([]);
  });

  it('names what failed', () => {
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'a' }] })).toEqual([
      'c',
      'a',
    ]);
  });

  it.each([
    ['a text'],
    [5],
    [[]],
    [{ batchItemFailures: 'a' }],
    [{ batchItemFailures: {} }],
    [{ batchItemFailures: ['a'] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ messageId: 'a' }] }],
    [{ batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'x' }] }],
  ])('%j fails the whole batch', (answer) => {
    expect(failed(answer)).toEqual(ids);
  });

  it('that is no JSON fails the whole batch', () => {
    expect([...failedItems('{', ids)]).toEqual(ids);
  });

  it('whatever it is, fails only messages of the batch, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (payload) => {
        for (const id of failedItems(payload, ids)) expect(ids).toContain(id);
      }),
    );
  });
});
