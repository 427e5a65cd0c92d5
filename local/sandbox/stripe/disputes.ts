import { newId } from '../ids.ts';
import type { Books } from './books.ts';
import type { Dispute } from './entities.ts';
import { refusal } from './errors.ts';
import type { EventName } from './notices.ts';

const RESPOND_SECONDS = 7 * 24 * 3600;

/** The person's bank asks for the money back, and takes it. */
export function openDispute(books: Books, chargeId: string): Dispute {
  return books.enter(() => {
    const charge = books.find('charge', chargeId);
    if (!charge.paid) throw refusal(`Charge ${chargeId} was not successful.`);
    if (charge.disputed) throw refusal(`Charge ${chargeId} is disputed already.`);
    books.put('charge', { ...charge, disputed: true });
    const dispute: Dispute = {
      ...{ id: newId('dp_', 24), object: 'dispute', created: books.now(), livemode: false, metadata: {} },
      ...{ amount: charge.amount - charge.amount_refunded, charge: charge.id, currency: charge.currency },
      evidence_details: { due_by: books.now() + RESPOND_SECONDS, submission_count: 0 },
      ...{ is_charge_refundable: false, payment_intent: charge.payment_intent },
      ...{ reason: 'product_not_received', status: 'needs_response' },
    };
    books.put('dispute', dispute, charge.id);
    books.notify('charge.dispute.created', dispute);
    books.notify('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  });
}

/** What can become of a dispute, and the events that tell of it. */
export const DISPUTE_STEPS = {
  contest: { status: 'under_review', events: ['charge.dispute.updated'] },
  win: { status: 'won', events: ['charge.dispute.closed', 'charge.dispute.funds_reinstated'] },
  lose: { status: 'lost', events: ['charge.dispute.closed'] },
} as const satisfies Record<string, { status: Dispute['status']; events: readonly EventName[] }>;

export type DisputeStep = keyof typeof DISPUTE_STEPS;

export function moveDispute(books: Books, id: string, step: DisputeStep): Dispute {
  return books.enter(() => {
    const before = books.find('dispute', id);
    if (!isOpen(before)) throw refusal(`This dispute is already closed: it was ${before.status}.`);
    const { status, events } = DISPUTE_STEPS[step];
    const { due_by, submission_count } = before.evidence_details;
    const evidence_details = { due_by, submission_count: submission_count + Number(step === 'contest') };
    const dispute = books.put('dispute', { ...before, status, evidence_details });
    for (const event of events) books.notify(event, dispute);
    return dispute;
  });
}

export const isOpen = ({ status }: Dispute): boolean =>
  status === 'needs_response' || status === 'under_review';
