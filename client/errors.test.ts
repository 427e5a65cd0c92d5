import { expect, it } from 'vitest';
import { errorTypeOf } from './errors.ts';

it.each([
  [
    'a response, as Amplify throws it',
    { data: null, errors: [{ errorType: 'NotReady', message: 'm' }] },
    'NotReady',
  ],
  ['one error of a response', { errorType: 'NotFound', message: 'm' }, 'NotFound'],
  ['an error with a type', Object.assign(new Error('m'), { type: 'Conflict' }), 'Conflict'],
  ['a response without a type', { errors: [{ message: 'Unknown field' }] }, undefined],
  ['a lost connection', new TypeError('Failed to fetch'), undefined],
  ['nothing', null, undefined],
  ['words', 'no', undefined],
])('the type of %s', (_what, error, type) => expect(errorTypeOf(error)).toBe(type));
