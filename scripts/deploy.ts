import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { amplifyOutputs, writeOutputs, type StackOutputs } from './outputs.ts';
import { ensureSigningKey } from './signing-key.ts';

const ROOT = join(import.meta.dirname, '..');
const DAY_SECONDS = 24 * 60 * 60;

/** What the environment may say about a deployment. */
interface Deployment {
  readonly signingKeyName: string;
  /** Comma-separated origins of the web pages. */
  readonly webOrigins: string | undefined;
  /** A domain of one's own in front of the distribution. */
  readonly deliveryOrigin: string | undefined;
  /** Who takes the money of new orders. */
  readonly paymentProvider: string | undefined;
  /** The name of the secret with the payment providers' keys. */
  readonly paymentSecretName: string | undefined;
  /** The page that Stripe's checkout leads back to. */
  readonly paymentReturnUrl: string | undefined;
}

/**
 * `npm run deploy`: makes sure of the signing key, deploys the stack with the CLI of this project's own lockfile, and
 * writes what clients read. Further arguments go to `cdk deploy` as they are.
 */
async function deploy(arguments_: readonly string[]): Promise<void> {
  const deployment = readDeployment(process.env);
  const { publicKeyPem } = await ensureSigningKey(new SecretsManagerClient(), deployment.signingKeyName);

  const scratch = mkdtempSync(join(tmpdir(), 'playhead-deploy-'));
  try {
    const outputsFile = join(scratch, 'outputs.json');
    const parameters = stackParameters(deployment, publicKeyPem, Date.now());
    await cdk(['deploy', 'Playhead', '--outputs-file', outputsFile, ...parameters, ...arguments_]);
    const { Playhead: stack } = JSON.parse(readFileSync(outputsFile, 'utf8')) as { Playhead: StackOutputs };
    console.log(`Wrote ${writeOutputs(amplifyOutputs(stack))}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A variable that is set to nothing counts as not set. */
export function readDeployment(environment: NodeJS.ProcessEnv): Deployment {
  return {
    signingKeyName: environment['PLAYHEAD_SIGNING_SECRET'] || 'playhead/delivery-signing-key',
    webOrigins: environment['PLAYHEAD_WEB_ORIGINS'] || undefined,
    deliveryOrigin: environment['PLAYHEAD_DELIVERY_ORIGIN'] || undefined,
    paymentProvider: environment['PLAYHEAD_PAYMENT_PROVIDER'] || undefined,
    paymentSecretName: environment['PLAYHEAD_PAYMENT_SECRET'] || undefined,
    paymentReturnUrl: environment['PLAYHEAD_PAYMENT_RETURN_URL'] || undefined,
  };
}

/** The stack's parameters, as arguments of `cdk deploy`. */
export function stackParameters(deployment: Deployment, publicKeyPem: string, now: number): string[] {
  const values: Record<string, string | undefined> = {
    DeliveryPublicKey: publicKeyPem,
    SigningKeyName: deployment.signingKeyName,
    WebOrigins: deployment.webOrigins,
    DeliveryOrigin: deployment.deliveryOrigin,
    PaymentProvider: deployment.paymentProvider,
    PaymentSecretName: deployment.paymentSecretName,
    PaymentReturnUrl: deployment.paymentReturnUrl,
    // A day short of AppSync's limit of 365. Every deployment renews the key.
    ApiKeyExpires: String(Math.floor(now / 1000) + 364 * DAY_SECONDS),
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : ['--parameters', `${name}=${value}`],
  );
}

/** Runs the pinned CLI under this very Node, which also runs the app (`cdk.json` says `node`). */
function cdk(arguments_: readonly string[]): Promise<void> {
  const bin = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const child = spawn(process.execPath, [bin, ...arguments_], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`cdk ended with ${code ?? 'a signal'}.`)),
    );
  });
}

/** The SDK's two words for "not set up yet" say nothing of what to do. */
function explain({ name, message }: Error): string {
  if (name === 'CredentialsProviderError')
    return 'No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  if (message === 'Region is missing')
    return 'No AWS region is set. Set AWS_REGION, for example to eu-central-1, or a region in your AWS profile.';
  return message;
}

if (import.meta.main)
  await deploy(process.argv.slice(2)).catch((error: unknown) => {
    console.error(explain(error as Error));
    process.exitCode = 1;
  });
