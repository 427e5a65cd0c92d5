import { isRecord } from '../http/exchange.ts';
import type { Notes } from './entities.ts';
import { badRequest } from './errors.ts';

type Input = Readonly<Record<string, unknown>>;

const MOST_NOTES = 15;
const LONGEST_NOTE = 256;
const LONGEST_RECEIPT = 40;
/** One rupee, and its like. */
const SMALLEST_AMOUNT = 100;
const LARGEST_AMOUNT = 50_000_000_00;

/** Refuses fields that are not handled here, as Razorpay refuses those that an account does not have. */
export function allowFields(input: Input, allowed: readonly string[]): void {
  const extra = Object.keys(input).filter((name) => !allowed.includes(name));
  if (extra.length > 0)
    throw badRequest(`${extra.join(', ')} is/are not required and should not be sent`, {
      reason: 'extra_field_sent',
    });
}

/** An amount, which may come as digits in a text. */
export function amountIn({ amount }: Input): number {
  if (amount === undefined || amount === null || amount === '')
    throw badRequest('amount: is required.', { field: 'amount' });
  const value = typeof amount === 'string' && /^\d+$/.test(amount) ? Number(amount) : amount;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw badRequest('The amount must be an integer.', { field: 'amount' });
  return value;
}

export function orderAmountIn(input: Input): number {
  const amount = amountIn(input);
  const step = 'order_creation';
  if (amount < SMALLEST_AMOUNT)
    throw badRequest('Order amount less than minimum amount allowed', {
      ...{ field: 'amount', step, reason: 'amount_less_than_minimum_amount' },
    });
  if (amount > LARGEST_AMOUNT)
    throw badRequest('Amount exceeds maximum amount allowed.', {
      ...{ field: 'amount', step, reason: 'amount_exceeds_maximum_amount' },
    });
  return amount;
}

export function currencyIn({ currency }: Input): string {
  if (currency === undefined || currency === null)
    throw badRequest('currency: is required.', { field: 'currency' });
  if (typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)) return currency;
  throw badRequest('Currency is not supported', { field: 'currency' });
}

export function receiptIn({ receipt }: Input): string | null {
  if (receipt === undefined || receipt === null) return null;
  if (typeof receipt !== 'string') throw badRequest('The receipt must be a string.', { field: 'receipt' });
  if (receipt.length > LONGEST_RECEIPT)
    throw badRequest(`The receipt may not be greater than ${LONGEST_RECEIPT} characters.`, {
      field: 'receipt',
    });
  return receipt;
}

export function notesIn({ notes }: Input): Notes {
  if (notes === undefined || notes === null || (Array.isArray(notes) && notes.length === 0)) return [];
  if (!isRecord(notes)) throw badRequest('The notes must be key-value pairs.', { field: 'notes' });
  const pairs = Object.entries(notes);
  if (pairs.length > MOST_NOTES)
    throw badRequest(`The notes may have at most ${MOST_NOTES} key-value pairs.`, { field: 'notes' });
  const texts = pairs.map(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw badRequest('A note is a text or a number.', { field: 'notes' });
    if (name.length > LONGEST_NOTE || String(value).length > LONGEST_NOTE)
      throw badRequest(`A note may not be greater than ${LONGEST_NOTE} characters.`, { field: 'notes' });
    return [name, String(value)] as const;
  });
  return texts.length > 0 ? Object.fromEntries(texts) : [];
}
