import type { Logger } from '@aws-lambda-powertools/logger';
import type { Membership, MutationConfirmPaymentArgs } from '../../generated/schema.ts';
import { isId } from '../../model/keys.ts';
import { membershipView } from '../../model/membership.ts';
import type { PaymentOrderRow, PaymentProviderName } from '../../model/payment-order.ts';
import { readOrder, type AccountsTable } from '../shared/payments/accounts.ts';
import { applyFacts } from '../shared/payments/apply-facts.ts';
import { askProvider } from '../shared/payments/ask-provider.ts';
import type { PaymentProvider } from '../shared/payments/provider.ts';
import { badRequest, RequestError } from '../shared/request-error.ts';

export interface ConfirmPaymentDependencies {
  readonly accounts: AccountsTable;
  readonly providers: (name: PaymentProviderName) => Pick<PaymentProvider, 'confirm'>;
  readonly logger: Pick<Logger, 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Grants at once what the provider would tell in a moment. The provider's word counts, not the client's. */
export const confirmPayment =
  ({ accounts, providers, logger, now }: ConfirmPaymentDependencies) =>
  async ({ input }: MutationConfirmPaymentArgs, callerId: string): Promise<Membership> => {
    const { orderId, paymentId, signature } = input;
    if (!isId(paymentId)) throw badRequest('paymentId: what the checkout answered.');
    const order = isId(orderId) ? await readOrder(accounts, callerId, orderId) : undefined;
    if (!order) throw new RequestError('NotFound', 'There is no such order.');
    assertNotRevoked(order);

    const facts = await askProvider(logger, () =>
      providers(order.provider).confirm(order, { paymentId, signature }),
    );
    if (facts.length === 0) throw new RequestError('NotReady', 'The payment has not arrived yet.');
    const told = await applyFacts(
      accounts,
      { ownerId: callerId, orderId },
      facts,
      { toldBy: 'CONFIRMATION' },
      now(),
    );
    if (told.refusal) {
      logger.error('A payment does not fit its order', { orderId, refusal: told.refusal });
      throw new RequestError('PaymentRejected', 'The payment is not the one for this order.');
    }
    assertNotRevoked(told.order);
    if (!told.membership) throw new Error(`The order ${orderId} is paid, and no membership follows from it.`);
    return membershipView(told.membership, new Date(now()).toISOString());
  };

function assertNotRevoked({ status }: PaymentOrderRow): void {
  if (status === 'REFUNDED') throw new RequestError('PaymentRejected', 'The payment was refunded.');
  if (status === 'DISPUTED') throw new RequestError('PaymentRejected', 'The payment is disputed.');
}
