import { newId } from '../ids.ts';
import type { Books } from './books.ts';
import type { Dispute, DisputeStatus } from './entities.ts';
import { badRequest } from './errors.ts';
import type { EventName } from './notices.ts';

const RESPOND_SECONDS = 7 * 24 * 3600;

/** The person's bank asks for the money back. */
export function openDispute(books: Books, paymentId: string): Dispute {
  return books.enter(() => {
    const payment = books.find('payment', paymentId);
    if (!payment.captured) throw badRequest('The payment status should be captured for action to be taken');
    if (books.list('dispute', { parent: paymentId }).some(isOpen))
      throw badRequest('The payment is under dispute already');
    const dispute: Dispute = {
      ...{ id: newId('disp_'), entity: 'dispute', payment_id: payment.id, amount: payment.amount },
      ...{ currency: payment.currency, amount_deducted: 0, reason_code: 'goods_or_services_not_provided' },
      ...{ reason_description: 'The goods or services were not provided.', status: 'open' },
      ...{ respond_by: books.now() + RESPOND_SECONDS, phase: 'chargeback', comments: null },
      created_at: books.now(),
    };
    books.put('dispute', dispute, payment.id);
    books.notify('payment.dispute.created', { payment, dispute });
    return dispute;
  });
}

/** What can become of a dispute, and the event that tells of it. */
export const DISPUTE_STEPS = {
  under_review: { status: 'under_review', event: 'payment.dispute.under_review' },
  action_required: { status: 'open', event: 'payment.dispute.action_required' },
  win: { status: 'won', event: 'payment.dispute.won' },
  lose: { status: 'lost', event: 'payment.dispute.lost' },
  close: { status: 'closed', event: 'payment.dispute.closed' },
} as const satisfies Record<string, { status: DisputeStatus; event: EventName }>;

export type DisputeStep = keyof typeof DISPUTE_STEPS;

export function moveDispute(books: Books, id: string, step: DisputeStep): Dispute {
  return books.enter(() => {
    const before = books.find('dispute', id);
    if (!isOpen(before)) throw badRequest(`The dispute is ${before.status} already`);
    const { status, event } = DISPUTE_STEPS[step];
    const amount_deducted = status === 'lost' ? before.amount : 0;
    const dispute = books.put('dispute', { ...before, status, amount_deducted });
    books.notify(event, { payment: books.find('payment', before.payment_id), dispute });
    return dispute;
  });
}

export const isOpen = ({ status }: Dispute): boolean => status === 'open' || status === 'under_review';
