import { CfnParameter } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What differs between installations of one template, and so is given when it is deployed. */
export class Parameters extends Construct {
  readonly deliveryPublicKey: CfnParameter;
  readonly signingKeyName: CfnParameter;
  readonly deliveryOrigin: CfnParameter;
  readonly webOrigins: CfnParameter;
  readonly apiKeyExpires: CfnParameter;

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
      allowedPattern: '[A-Za-z0-9/_+=.@-]{1,512}',
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
  }
}
