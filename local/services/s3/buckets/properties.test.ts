import { describe, expect, test } from 'vitest';
import { TemplateError } from '../../../runtime/errors.ts';
import { checkBucketName, parseBucket } from './properties.ts';

const parse = (properties: object) =>
  parseBucket(
    { logicalId: 'Uploads', type: 'AWS::S3::Bucket', properties },
    { name: 'uploads', created: new Date(0), hasVersions: false },
  );

describe('bucket properties', () => {
  test('a private, encrypted bucket with lifecycle, CORS and notifications is understood', () => {
    const bucket = parse({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
      CorsConfiguration: {
        CorsRules: [
          { AllowedMethods: ['POST'], AllowedOrigins: ['*'], ExposedHeaders: ['ETag'], MaxAge: 60 },
        ],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            ExpirationInDays: 7,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          { Status: 'Disabled', ExpirationInDays: 1 },
        ],
      },
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(bucket).toMatchObject({
      versioning: 'Enabled',
      ownerEnforced: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    });
    expect(bucket.lifecycle).toMatchObject([{ expireAfterDays: 7, abortUploadsAfterDays: 1 }]);
    expect(bucket.cors).toMatchObject([{ exposedHeaders: ['ETag'], maxAge: 60 }]);
  });

  test.each<[string, object]>([
    ['a website', { WebsiteConfiguration: { IndexDocument: 'index.html' } }],
    ['replication', { ReplicationConfiguration: {} }],
    ['object lock', { ObjectLockEnabled: true }],
    ['a public ACL', { AccessControl: 'PublicRead' }],
    [
      'key management',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      },
    ],
    ['a topic', { NotificationConfiguration: { TopicConfigurations: [] } }],
    [
      'an unknown event',
      { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:Replication:*', Queue: 'q' }] } },
    ],
    [
      'archives',
      {
        LifecycleConfiguration: {
          Rules: [{ Status: 'Enabled', Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 1 }] }],
        },
      },
    ],
    [
      'archives of old versions',
      {
        LifecycleConfiguration: {
          Rules: [{ Status: 'Enabled', NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER' }] }],
        },
      },
    ],
  ])('%s is refused by name, not ignored', (_name, properties) => {
    expect(() => parse(properties)).toThrow(TemplateError);
    expect(() => parse(properties)).toThrow(/^Uploads: /);
  });

  test.each(['Upper', 'ab', 'a..b', '1.2.3.4', '-a-', 'a_b', 'a'.repeat(64)])(
    '%s is no bucket name',
    (name) => {
      expect(() => checkBucketName(name, 'Uploads')).toThrow(TemplateError);
    },
  );
});
