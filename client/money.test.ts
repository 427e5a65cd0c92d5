import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits, priceText } from './money.ts';

/** Spaces of prices do not break, and differ from one version of the data to the next. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a price', () => {
  it.each([
    [49_900, 'INR', 'en-IN', '₹499.00'],
    [4_999_900, 'INR', 'en-IN', '₹49,999.00'],
    [999, 'EUR', 'de', '9,99 €'],
    [1_200, 'JPY', 'en', '¥1,200'],
    [12_345, 'KWD', 'en', 'KWD 12.345'],
    // `Intl` alone would show 12,345 of them.
    [12_345, 'IQD', 'en', 'IQD 12.345'],
    [5, 'USD', 'en', '$0.05'],
  ])('of %d %s reads in %s as %s', (amountMinor, currency, locale, text) =>
    expect(plain(priceText({ amountMinor, currency }, locale))).toBe(text),
  );

  it('has all digits that were counted, and no more', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31 - 1),
        fc.constantFrom('INR', 'EUR', 'JPY', 'KWD', 'ISK', 'IQD', 'LBP'),
        (amountMinor, currency) => {
          const shown = priceText({ amountMinor, currency }, 'en').replaceAll(/\D/g, '');
          expect(shown).toBe(String(amountMinor).padStart(minorDigits(currency) + 1, '0'));
        },
      ),
    );
  });
});
