import { CfnParameter } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PAYMENT_PROVIDERS } from '../model/payment-order.ts';

const SECRET_NAME = '[A-Za-z0-9/_+=.@-]{1,512}';

/** What differs between installations of one template, and so is given when it is deployed. */
export class Parameters extends Construct {
  readonly deliveryPublicKey: CfnParameter;
  readonly signingKeyName: CfnParameter;
  readonly deliveryOrigin: CfnParameter;
  readonly webOrigins: CfnParameter;
  readonly apiKeyExpires: CfnParameter;
  readonly paymentProvider: CfnParameter;
  readonly paymentSecretName: CfnParameter;
  readonly razorpayApiUrl: CfnParameter;
  readonly razorpayCheckoutUrl: CfnParameter;
  readonly stripeApiUrl: CfnParameter;
  readonly paymentReturnUrl: CfnParameter;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    const parameter = (name: string, props: ConstructorParameters<typeof CfnParameter>[2]) => {
      const created = new CfnParameter(this, name, props);
      created.overrideLogicalId(name);
      return created;
    };

    this.deliveryPublicKey = parameter('DeliveryPublicKey', {
      type: 'String',
      description: 'PEM of the public key that verifies playback grants (RSA 2048).',
    });
    this.signingKeyName = parameter('SigningKeyName', {
      type: 'String',
      default: 'playhead/delivery-signing-key',
      description: 'Name of the secret in Secrets Manager that holds the private key as PEM.',
      allowedPattern: SECRET_NAME,
    });
    this.deliveryOrigin = parameter('DeliveryOrigin', {
      type: 'String',
      default: '',
      description:
        'Origin that players fetch from, without a final slash. Empty: the distribution’s own domain.',
      allowedPattern: '|https?://[^/]+',
    });
    this.webOrigins = parameter('WebOrigins', {
      type: 'CommaDelimitedList',
      default: 'http://localhost:4000',
      description: 'Origins of the web pages that upload and play (CORS).',
    });
    this.apiKeyExpires = parameter('ApiKeyExpires', {
      type: 'String',
      default: '',
      description:
        'When the guests’ API key ends, in seconds since the epoch, at most 365 days ahead. Empty: AppSync’s own 7 days.',
      allowedPattern: '[0-9]*',
    });
    this.paymentProvider = parameter('PaymentProvider', {
      type: 'String',
      default: 'razorpay',
      description:
        'Who takes the money of new orders. What the others tell of older ones counts all the same.',
      allowedValues: [...PAYMENT_PROVIDERS],
    });
    this.paymentSecretName = parameter('PaymentSecretName', {
      type: 'String',
      default: 'playhead/payments',
      description: 'Name of the secret in Secrets Manager that holds the payment providers’ keys as JSON.',
      allowedPattern: SECRET_NAME,
      // It is but a name. CloudFormation's rules take whatever is called a secret for one.
      noEcho: true,
    });
    const url = (name: string, preset: string, description: string) =>
      parameter(name, { type: 'String', default: preset, description, allowedPattern: 'https?://.*[^/]' });
    this.razorpayApiUrl = url(
      'RazorpayApiUrl',
      'https://api.razorpay.com',
      'Where Razorpay’s API is, without a final slash.',
    );
    this.razorpayCheckoutUrl = url(
      'RazorpayCheckoutUrl',
      'https://checkout.razorpay.com/v1/checkout.js',
      'The script of Razorpay’s checkout.',
    );
    this.stripeApiUrl = url(
      'StripeApiUrl',
      'https://api.stripe.com',
      'Where Stripe’s API is, without a final slash.',
    );
    this.paymentReturnUrl = url(
      'PaymentReturnUrl',
      'http://localhost:4000',
      'The page that Stripe’s checkout leads back to.',
    );
  }
}
