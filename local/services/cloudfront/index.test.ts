import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { testRuntime } from '../../runtime/testing.ts';
import { createCloudFront } from './index.ts';
import { answer, keyPair, pem, startCdn } from './testing.ts';

const disposals: (() => void)[] = [];
afterEach(() => disposals.splice(0).forEach((dispose) => dispose()));

function service() {
  const { runtime, dispose } = testRuntime();
  disposals.push(dispose);
  return createCloudFront(runtime);
}

const create = async (type: string, properties: object, made = service()) =>
  made.create({ logicalId: 'Thing', type: `AWS::CloudFront::${type}`, properties });

const distribution = (config: object, behavior: object = {}) => ({
  DistributionConfig: {
    Enabled: true,
    Origins: [{ Id: 'o', DomainName: 'd' }],
    DefaultCacheBehavior: {
      TargetOriginId: 'o',
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      ...behavior,
    },
    ...config,
  },
});

describe('a template', () => {
  it('gets the ids that CloudFront would give', async () => {
    const key = await create('PublicKey', {
      PublicKeyConfig: { EncodedKey: pem(keyPair().publicKey, 'spki') },
    });
    expect(key.ref).toMatch(/^K[A-Z0-9]{13}$/);
    const made = await create('Distribution', distribution({}));
    expect(made.ref).toMatch(/^E[A-Z0-9]{13}$/);
    expect(made.attributes).toMatchObject({ Id: made.ref, DomainName: 'localhost:0' });
  });

  it.each([
    ['a web ACL', distribution({ WebACLId: 'acl' }), /Thing: .*WebACLId is not supported/],
    ['an edge function', distribution({}, { LambdaFunctionAssociations: [] }), /LambdaFunctionAssociations/],
    ['forwarded values', distribution({}, { ForwardedValues: {} }), /ForwardedValues/],
    ['a method that writes', distribution({}, { AllowedMethods: ['GET', 'HEAD', 'POST'] }), /POST/],
    ['an unknown policy', distribution({}, { CachePolicyId: 'nowhere' }), /no CachePolicy "nowhere"/],
    ['an unknown origin', distribution({}, { TargetOriginId: 'p' }), /no origin "p"/],
    ['an unknown key group', distribution({}, { TrustedKeyGroups: ['g'] }), /no key group "g"/],
    [
      'an origin access identity',
      distribution({ Origins: [{ Id: 'o', S3OriginConfig: { OriginAccessIdentity: 'x' } }] }),
      /identities/,
    ],
  ])('is refused for %s', async (_what, properties, message) => {
    await expect(create('Distribution', properties)).rejects.toThrow(message);
  });

  it('is refused for a key that CloudFront would not take', async () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    for (const EncodedKey of ['', 'no key', pem(small, 'spki')])
      await expect(create('PublicKey', { PublicKeyConfig: { EncodedKey } })).rejects.toThrow(/EncodedKey/);
  });
});

it('refuses everything before there is a distribution, and when it is disabled', async () => {
  const cdn = await startCdn({ origin: () => answer('x'), config: { Enabled: false } });
  expect((await cdn.get('/a')).status).toBe(403);
  await cdn.stop();
});
