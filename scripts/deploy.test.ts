import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDeployment, stackParameters } from './deploy.ts';

/** `npm run deploy` where no credentials can be found anywhere, the machine's own service included. */
function deploy(environment: NodeJS.ProcessEnv): Promise<{ code: number; printed: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'deploy.ts')],
      { env: { PATH: '', HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, printed: `${stdout}${stderr}` }),
    );
  });
}

it.each([
  ['region', {}, /^No AWS region is set\. Set AWS_REGION.*\n$/],
  ['credentials', { AWS_REGION: 'eu-central-1' }, /^No AWS credentials were found\. Set AWS_PROFILE.*\n$/],
])('says in one line that there is no %s, before anything is made', async (_what, environment, line) => {
  const { code, printed } = await deploy(environment);
  expect(printed).toMatch(line);
  expect(code).toBe(1);
});

it('takes what the environment says, and leaves the rest to the template', () => {
  const now = Date.UTC(2026, 0, 1);
  const expires = `ApiKeyExpires=${Date.UTC(2026, 11, 31) / 1000}`;
  expect(stackParameters(readDeployment({ PLAYHEAD_WEB_ORIGINS: '' }), 'PEM', now)).toEqual([
    ...['--parameters', 'DeliveryPublicKey=PEM'],
    ...['--parameters', 'SigningKeyName=playhead/delivery-signing-key'],
    ...['--parameters', expires],
  ]);
  const own = readDeployment({
    PLAYHEAD_SIGNING_SECRET: 'mine',
    PLAYHEAD_WEB_ORIGINS: 'https://a.example,https://b.example',
    PLAYHEAD_DELIVERY_ORIGIN: 'https://video.example',
    PLAYHEAD_PAYMENT_PROVIDER: 'stripe',
    PLAYHEAD_PAYMENT_SECRET: 'ours',
    PLAYHEAD_PAYMENT_RETURN_URL: 'https://a.example/watch',
  });
  expect(stackParameters(own, 'PEM', now)).toEqual(
    expect.arrayContaining([
      'SigningKeyName=mine',
      'WebOrigins=https://a.example,https://b.example',
      'DeliveryOrigin=https://video.example',
      'PaymentProvider=stripe',
      'PaymentSecretName=ours',
      'PaymentReturnUrl=https://a.example/watch',
    ]),
  );
});
