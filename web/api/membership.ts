import {
  CONFIRM_PAYMENT,
  CREATE_PAYMENT_ORDER,
  ME,
  MY_PAYMENTS,
  PLANS,
  type KnownMembership,
  type MyPaymentsQuery,
  type Order,
  type PlansQuery,
} from '../../client/index.ts';
import type { ConfirmPaymentInput } from '../../generated/schema.ts';
import type { Page } from '../pager.ts';
import { request } from './request.ts';

export type Plan = PlansQuery['plans'][number];
export type LedgerEntry = MyPaymentsQuery['myPayments']['items'][number];

export const plans = async (): Promise<readonly Plan[]> => (await request(PLANS, {})).plans;

export const membership = async (): Promise<KnownMembership> => (await request(ME, {})).me.membership;

export const createPaymentOrder = async (planId: string): Promise<Order> =>
  (await request(CREATE_PAYMENT_ORDER, { planId })).createPaymentOrder;

export const confirmPayment = async (input: ConfirmPaymentInput): Promise<NonNullable<KnownMembership>> =>
  (await request(CONFIRM_PAYMENT, { input })).confirmPayment;

const limit = 20;

export const myPayments = async (nextToken: string | null): Promise<Page<LedgerEntry>> =>
  (await request(MY_PAYMENTS, { limit, nextToken })).myPayments;
