import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedSecret } from '../cached-secret.ts';
import { required } from '../environment.ts';
import { createProviders } from './providers.ts';

/** The providers as the template sets them up for a function. */
export const providersOfEnvironment = () =>
  createProviders({
    secret: cachedSecret(new SecretsManagerClient({}), required('PAYMENT_SECRET_ID'), Date.now),
    addresses: {
      razorpayApi: required('RAZORPAY_API_URL'),
      razorpayCheckout: required('RAZORPAY_CHECKOUT_URL'),
      stripeApi: required('STRIPE_API_URL'),
      returnUrl: required('PAYMENT_RETURN_URL'),
    },
    now: Date.now,
  });
