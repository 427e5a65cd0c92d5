import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayName, nameFault } from './display-name.ts';

const SUB = 'a1b2c3d4-0000-4000-8000-000000000000';

test('a name that was given is taken, the first one first', () => {
  expect(displayName(SUB, [' Ada ', 'ada99'])).toBe('Ada');
  expect(displayName(SUB, [undefined, 'ada99'])).toBe('ada99');
});

test('an e-mail address is never shown, whichever field it was typed into', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      expect(displayName(SUB, [email, ` ${email}`])).toBe(displayName(SUB, []));
      expect(displayName(SUB, [email])).not.toContain('@');
    }),
  );
});

test('without a usable name there is a neutral one, the same for the same person', () => {
  expect(displayName(SUB, ['', null, 'x'.repeat(81)])).toBe('Nimble Crane b2c3');
  fc.assert(
    fc.property(fc.uuid(), (sub) => {
      expect(displayName(sub, [])).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+ [0-9a-f]{4}$/);
      expect(nameFault(displayName(sub, []))).toBeNull();
    }),
  );
});

describe('a name', () => {
  test.each([
    'A',
    'x'.repeat(80),
    '😀'.repeat(80),
    'Ada Lovelace',
    'O’Brien-Smith, 3rd',
    'محمد',
    'שרה',
    'می‌خواهم',
    '👩‍👩‍👧',
    'José',
    '山田 太郎',
  ])('may be %j', (name) => expect(nameFault(name)).toBeNull());

  test.each([
    ['', /1 to 80/],
    ['x'.repeat(81), /1 to 80/],
    ['😀'.repeat(81), /1 to 80/],
    ['x'.repeat(1_000_000), /1 to 80/],
    ['\u200b\u200d\ufe0f', /visible/],
    ['\u3164', /visible/],
    ['\u{e0041}\u{e0042}', /visible/],
    ['ada@example.com', /@/],
    ['ada＠example.com', /@/],
    ['ada﹫example.com', /@/],
    ['a\u0000b', /control/],
    ['a\nb', /control/],
    ['a\u0085b', /control/],
    ['a\u2028b', /control/],
    ['abc\u202edcba', /control/],
    ['a\u2066b', /control/],
    ['a\ud800', /well-formed/],
    ['\udc00a', /well-formed/],
    ['\ud83d\ud83d\ude00', /well-formed/],
  ])('may not be %j', (name, fault) => expect(nameFault(name)).toMatch(fault));

  test('is checked without patterns as with them', () => {
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('a', '@', ' ', '\u200b', '\ud83d', '\ude00'),
    );
    const text = fc.array(unit, { maxLength: 100 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, (name) => {
        const characters = [...name.replaceAll(/[\udc00-\udfff]/g, '')].length;
        const good =
          name.isWellFormed() &&
          !/[@＠﹫\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(name) &&
          characters <= 80 &&
          /[^\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(name);
        // Some fillers are letters to Unicode, and some signs of format are allowed: the rule may only be stricter there.
        if (!good) expect(nameFault(name)).not.toBeNull();
        else if (!/[\u2800\u1160\u115f\ufff0-\ufffb\u{e0000}-\u{effff}]/u.test(name))
          expect(nameFault(name)).toBeNull();
      }),
    );
  });
});
