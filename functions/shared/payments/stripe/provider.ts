import { ProviderError, type PaymentProvider } from '../provider.ts';
import type { ProviderSettings } from '../providers.ts';

const notYet = async () => {
  throw new ProviderError('Not set up.');
};

export const stripeProvider = (_settings: ProviderSettings): PaymentProvider => ({
  ...{ name: 'stripe', createOrder: notYet, confirm: notYet, factsOf: notYet, readEvent: notYet },
});
