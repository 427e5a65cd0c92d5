import { describe, expect, test } from 'vitest';
import { MEMBERSHIP } from './membership.ts';
import {
  CHECK_SHARDS,
  checkShard,
  EVENTS,
  eventRecord,
  LEDGER,
  ledgerRecord,
  MEMBERSHIP_AND_ORDERS,
  orderIdOf,
  orderPartition,
  orderRecord,
  ORDERS,
  OWNER,
} from './payment-keys.ts';
import { PROFILE } from './profile-row.ts';

const between = ([first, last]: readonly [string, string], record: string) =>
  record >= first && record <= last;
const RECORDS = {
  membership: MEMBERSHIP,
  order: orderRecord('order_zzz'),
  ledger: ledgerRecord('2026-01-31T09:30:00.000Z', 'order_zzz', 0),
  event: eventRecord('stripe', 'evt_zzz'),
  owner: OWNER,
  profile: PROFILE,
};
const read = (range: readonly [string, string]) =>
  Object.entries(RECORDS).flatMap(([name, record]) => (between(range, record) ? [name] : []));

describe('one query reads', () => {
  test('the membership and all orders', () =>
    expect(read(MEMBERSHIP_AND_ORDERS)).toEqual(['membership', 'order']));
  test('the orders', () => expect(read(ORDERS)).toEqual(['order']));
  test('the events', () => expect(read(EVENTS)).toEqual(['event']));
  test('the ledger by time', () => {
    expect(RECORDS.ledger.startsWith(LEDGER)).toBe(true);
    expect(RECORDS.ledger < ledgerRecord('2026-01-31T09:30:00.001Z', 'order_a', 0)).toBe(true);
    expect(RECORDS.ledger < ledgerRecord('2026-01-31T09:30:00.000Z', 'order_zzz', 1)).toBe(true);
  });
});

describe('names', () => {
  test('of orders', () => expect(orderIdOf(orderRecord('order_1'))).toBe('order_1'));
  test('of partitions differ from provider to provider', () =>
    expect(orderPartition('razorpay', 'x')).not.toBe(orderPartition('stripe', 'x')));
});

test('orders are spread over all shards, each always in the same', () => {
  const ids = [...'0123456789ABCXYZabcxyz'].map((letter) => `order_N${letter}`);
  expect(new Set(ids.map(checkShard))).toEqual(new Set(CHECK_SHARDS));
  expect(checkShard('order_N_')).toBe(CHECK_SHARDS[0]);
});
