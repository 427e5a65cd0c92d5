import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayName } from './display-name.ts';

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
    }),
  );
});
