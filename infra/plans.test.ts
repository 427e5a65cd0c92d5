import { describe, expect, it } from 'vitest';
import { PLANS } from '../model/plans.ts';
import { readPlans } from './plans.ts';

const PLAN = { id: 'a', name: 'A', amountMinor: 1, currency: 'EUR', durationDays: 1 };

describe('what can be bought', () => {
  it('is the list of its own unless another is given, as a list or as JSON', () => {
    expect(readPlans()).toEqual(PLANS);
    expect(readPlans([PLAN])).toEqual([PLAN]);
    expect(readPlans(JSON.stringify([PLAN, { ...PLAN, id: 'b', durationDays: 3_660 }]))).toHaveLength(2);
  });

  it('is what plans have, and nothing else that was written beside it', () => {
    expect(readPlans([{ ...PLAN, secret: 'x' }])).toEqual([PLAN]);
  });

  it.each<[string, RegExp, unknown]>([
    ['no JSON', /must be JSON/, '[{'],
    ['no list', /list of at least one/, PLAN],
    ['an empty list', /list of at least one/, []],
    ['nothing', /an id of 1 to 100/, [null]],
    ['no id', /an id of 1 to 100/, [{ ...PLAN, id: undefined }]],
    ['an empty id', /an id of 1 to 100/, [{ ...PLAN, id: '' }]],
    ['a long id', /an id of 1 to 100/, [{ ...PLAN, id: 'x'.repeat(101) }]],
    ['an id twice', /no id twice/, [PLAN, { ...PLAN, name: 'B' }]],
    ['no name', /a name for a/, [{ ...PLAN, name: ' ' }]],
    ['a name that is no text', /a name for a/, [{ ...PLAN, name: 7 }]],
    ['no price', /amountMinor of a/, [{ ...PLAN, amountMinor: 0 }]],
    ['a negative price', /amountMinor of a/, [{ ...PLAN, amountMinor: -1 }]],
    ['half a paisa', /amountMinor of a/, [{ ...PLAN, amountMinor: 1.5 }]],
    ['a price as a text', /amountMinor of a/, [{ ...PLAN, amountMinor: '1' }]],
    ['a price that GraphQL cannot show', /amountMinor of a/, [{ ...PLAN, amountMinor: 2 ** 31 }]],
    ['small letters', /currency of a/, [{ ...PLAN, currency: 'eur' }]],
    ['four letters', /currency of a/, [{ ...PLAN, currency: 'EURO' }]],
    ['no days', /durationDays of a/, [{ ...PLAN, durationDays: 0 }]],
    ['half days', /durationDays of a/, [{ ...PLAN, durationDays: 0.5 }]],
    ['more than ten years', /durationDays of a/, [{ ...PLAN, durationDays: 3_661 }]],
    ['more than an environment variable holds', /512 characters/, [{ ...PLAN, name: 'x'.repeat(500) }]],
  ])('is refused with %s', (_, message, plans) => {
    expect(() => readPlans(plans)).toThrow(message);
    expect(() => readPlans(plans)).toThrow(/context value "plans"/);
  });
});
