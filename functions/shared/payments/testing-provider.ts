import type { PaymentFact } from '../../../model/payment-order.ts';
import { ProviderError, type PaymentProvider } from './provider.ts';

/*
 * For tests alone: a provider that says what it is told to say.
 */

export interface TestProvider extends Omit<PaymentProvider, 'readEvent'> {
  /** By the order's id. An error: that is what asking about it ends with. */
  readonly facts: Map<string, readonly PaymentFact[] | Error>;
  /** Each order that it made, as `<plan>:<receipt>`. */
  readonly made: string[];
  /** Whether it answers at all. */
  isDown: boolean;
}

export function testProvider(): TestProvider {
  const facts: TestProvider['facts'] = new Map();
  const made: string[] = [];
  const factsOf: PaymentProvider['factsOf'] = async ({ id }) => {
    const said = provider.isDown ? new ProviderError('hush') : (facts.get(id) ?? []);
    if (said instanceof Error) throw said;
    return said;
  };
  const provider: TestProvider = {
    ...{ name: 'razorpay', facts, made, isDown: false },
    async createOrder(plan, receipt) {
      if (provider.isDown) throw new ProviderError('hush');
      const id = `order_${made.push(`${plan.id}:${receipt}`)}`;
      return { id, reference: id, providerKeyId: 'rzp_test', checkoutScriptUrl: 'https://checkout.test' };
    },
    confirm: factsOf,
    factsOf,
  };
  return provider;
}

export const captured = (paymentId = 'pay_1', amountMinor = 49_900): PaymentFact => ({
  kind: 'CAPTURED',
  payment: { id: paymentId, amountMinor, currency: 'INR' },
});
