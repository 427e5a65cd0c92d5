/** Currencies of ISO 4217 whose minor unit is not the hundredth. CLDR, which `Intl` follows, differs for some of them. */
const DIGITS: Readonly<Record<string, number>> = {
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
};

/** How many digits of a currency's amount are behind the point. */
export const minorDigits = (currency: string): number => DIGITS[currency] ?? 2;

export interface Price {
  /** In the currency's minor unit. */
  readonly amountMinor: number;
  readonly currency: string;
}

/**
 * A price as people write it: 49900 INR are `₹499.00`.
 *
 * @param locales the reader's, `navigator.languages` for example
 */
export function priceText({ amountMinor, currency }: Price, locales?: string | readonly string[]): string {
  const fractionDigits = minorDigits(currency);
  return new Intl.NumberFormat(locales as string | string[] | undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(amountMinor / 10 ** fractionDigits);
}

function digits(count: number, currencies: string): Record<string, number> {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, count]));
}
