import fc from 'fast-check';
import { expect, test } from 'vitest';
import { troubleOf, waitAfter, type Trouble } from './trouble.ts';

const error = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });

test.each([
  [error('TooManyRequestsException', 429), 'THROTTLED'],
  [error('ThrottlingException', 400), 'THROTTLED'],
  [error('SlowDown', 503), 'THROTTLED'],
  [error('ServiceUnavailable', 503), 'FAULT'],
  [error('InternalServerErrorException', 500), 'FAULT'],
  [error('TimeoutError'), 'FAULT'],
  [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'FAULT'],
  [error('BadRequestException', 400), undefined],
  [error('ForbiddenException', 403), undefined],
  [new TypeError('a bug'), undefined],
])('%s: %s', (thrown, trouble) => {
  expect(troubleOf(thrown)).toBe(trouble);
});

test('waits grow, differ a little, and are never longer than SQS keeps a message back', () => {
  const trouble = fc.constantFrom<Trouble[]>('THROTTLED', 'FAULT');
  fc.assert(
    fc.property(
      trouble,
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (kind, starts, chance) => {
        const wait = waitAfter(kind, starts, chance);
        expect(wait).toBeGreaterThanOrEqual(8);
        expect(wait).toBeLessThanOrEqual(890);
        expect(waitAfter(kind, starts + 1, chance)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
  expect([1, 2, 3].map((starts) => waitAfter('THROTTLED', starts, 0))).toEqual([20, 60, 180]);
});
