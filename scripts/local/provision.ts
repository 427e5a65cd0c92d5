import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Cloud } from '../../local/main.ts';
import type { PaymentProviderName } from '../../model/payment-order.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { amplifyOutputs, writeOutputs } from '../outputs.ts';
import { ensureSigningKey } from '../signing-key.ts';
import { DEMO_USERS, ensureDemoUsers } from './demo-users.ts';
import { ensurePaymentKeys, registerAccounts } from './payment-account.ts';

/** What clients need to know, and where it was written. */
export interface Provisioned {
  readonly document: ReturnType<typeof amplifyOutputs>;
  readonly path: string;
}

const SIGNING_SECRET = 'playhead/delivery-signing-key';
const PAYMENT_SECRET = 'playhead/payments';
const DAY_SECONDS = 24 * 3600;
/** AppSync lets a key live 365 days at the most; a day less leaves room for the clocks. */
const API_KEY_DAYS = 364;
/** Any page that a person serves from this machine: a development server has a port of its own. */
const WEB_ORIGINS = 'http://localhost:*,http://127.0.0.1:*';

/** Deploys the synthesized stack onto this machine's cloud, step by step as `npm run deploy` does onto AWS. */
export async function provision(
  cloud: Cloud,
  options: { stackName: string; assembly: string; paymentProvider?: PaymentProviderName },
): Promise<Provisioned> {
  const { runtime } = cloud;
  const client = {
    endpoint: runtime.urls.aws,
    region: runtime.region,
    credentials: runtime.credentials.root,
  };
  const secrets = new SecretsManagerClient(client);
  const { publicKeyPem } = await ensureSigningKey(secrets, SIGNING_SECRET);
  const paymentKeys = await ensurePaymentKeys(secrets, PAYMENT_SECRET);
  const { payments } = runtime.urls;
  const stack = await cloud.createStack(readAssembly(options.assembly, options.stackName), {
    DeliveryPublicKey: publicKeyPem,
    DeliveryOrigin: runtime.urls.cdn,
    WebOrigins: WEB_ORIGINS,
    ApiKeyExpires: String(Math.floor(runtime.clock.now() / 1000) + API_KEY_DAYS * DAY_SECONDS),
    ...(options.paymentProvider && { PaymentProvider: options.paymentProvider }),
    PaymentSecretName: PAYMENT_SECRET,
    RazorpayApiUrl: payments,
    RazorpayCheckoutUrl: `${payments}/v1/checkout.js`,
    StripeApiUrl: payments,
    PaymentReturnUrl: runtime.urls.web,
  });
  const outputs = Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value]));
  await registerAccounts(payments, paymentKeys, outputs['PaymentWebhookUrl']!);
  await ensureDemoUsers(new CognitoIdentityProviderClient(client), {
    userPoolId: outputs['UserPoolId']!,
    clientId: outputs['UserPoolClientId']!,
  });

  const document = amplifyOutputs(outputs, {
    // Amplify turns `http://` into `wss://` for subscriptions, but not when the scheme is in capitals.
    dataUrl: outputs['GraphqlUrl']!.replace(/^http:/, 'HTTP:'),
    playhead: {
      webUrl: `${runtime.urls.web}/`,
      consoleUrl: `${runtime.urls.web}/console`,
      awsEndpoint: runtime.urls.aws,
      paymentsUrl: payments,
      rootCredentials: {
        accessKeyId: runtime.credentials.root.accessKeyId,
        secretAccessKey: runtime.credentials.root.secretAccessKey,
      },
      demoUsers: DEMO_USERS,
    },
  });
  return { document, path: writeOutputs(document) };
}
