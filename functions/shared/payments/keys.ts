import type { PaymentProviderName } from '../../../model/payment-order.ts';
import type { CachedSecret } from '../cached-secret.ts';
import { ProviderError } from './provider.ts';
import { parsed, type Fields } from './shape.ts';

/** A provider's part of the payments secret. */
export interface KeySource<Keys> {
  readonly read: () => Promise<Keys>;
  /** When the known ones do not serve: they may have been replaced. */
  readonly readAgain: () => Promise<Keys>;
}

/** With them a webhook is told from a forged one. */
export interface WebhookKeys {
  readonly webhookSecret: string;
  /** What was sent before the secret was replaced is signed with the old one, however often it is sent again. */
  readonly previousWebhookSecret?: string;
}

export type RazorpayKeys = WebhookKeys & {
  readonly keyId: string;
  readonly keySecret: string;
  /** Whose events these are, where one webhook secret serves several accounts. */
  readonly accountId?: string;
};

export type StripeKeys = WebhookKeys & {
  readonly publishableKey: string;
  readonly secretKey: string;
};

export const razorpayKeys = (secret: CachedSecret) =>
  keySource<RazorpayKeys>(secret, 'razorpay', ['keyId', 'keySecret', 'webhookSecret']);

export const stripeKeys = (secret: CachedSecret) =>
  keySource<StripeKeys>(secret, 'stripe', ['publishableKey', 'secretKey', 'webhookSecret']);

/** Money is taken only by a provider all of whose keys are there: without one of them it could not be told of. */
function keySource<Keys extends { readonly [name in keyof Keys]?: string }>(
  secret: CachedSecret,
  provider: PaymentProviderName,
  needed: readonly (keyof Keys & string)[],
): KeySource<Keys> {
  const keysIn = (text: string) => {
    const part = (parsed(text) as Partial<Record<string, Fields>> | undefined)?.[provider] ?? {};
    const keys = Object.fromEntries(Object.entries(part).filter(([, key]) => isKey(key)));
    const missing = needed.filter((name) => !(name in keys));
    if (missing.length > 0)
      throw new ProviderError(`The payments secret has no ${missing.join(', ')} of ${provider}.`);
    return keys as unknown as Keys;
  };
  const from = (read: () => Promise<string>) => async () => {
    try {
      return keysIn(await read());
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      throw new ProviderError('The payments secret cannot be read.', { cause: error });
    }
  };
  return { read: from(secret.read), readAgain: from(secret.readAgain) };
}

/** An empty one would let anybody sign. */
const isKey = (value: unknown) => typeof value === 'string' && value.trim() !== '';
