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
}

/**
 * `npm run deploy`: makes sure of the signing key, deploys the stack with the CLI of this project's own lockfile, and
 * writes what clients read. Further arguments go to `cdk deploy` as they are.
 */
async function deploy(arguments_: readonly string[]): Promise<void> {
  const deployment: Deployment = {
    signingKeyName: process.env['PLAYHEAD_SIGNING_KEY'] ?? 'playhead/delivery-signing-key',
    webOrigins: process.env['PLAYHEAD_WEB_ORIGINS'],
    deliveryOrigin: process.env['PLAYHEAD_DELIVERY_ORIGIN'],
  };
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

function stackParameters(deployment: Deployment, publicKeyPem: string, now: number): string[] {
  const values: Record<string, string | undefined> = {
    DeliveryPublicKey: publicKeyPem,
    SigningKeyName: deployment.signingKeyName,
    WebOrigins: deployment.webOrigins,
    DeliveryOrigin: deployment.deliveryOrigin,
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

if (import.meta.main)
  await deploy(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
