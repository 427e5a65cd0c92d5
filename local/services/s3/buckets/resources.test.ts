import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startS3, type S3Fixture } from '../testing.ts';

const Bucket = 'uploads';

describe('a bucket of the template', () => {
  let fixture: S3Fixture;
  beforeEach(async () => {
    fixture = await startS3();
    await fixture.createBucket();
  });
  afterEach(() => fixture.stop());

  const resource = (properties: object = {}) => ({
    logicalId: 'uploadsBucket',
    type: 'AWS::S3::Bucket',
    properties: { BucketName: Bucket, ...properties },
  });
  const put = (Key: string) => fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const get = (Key: string) => fixture.client.send(new GetObjectCommand({ Bucket, Key }));
  const names = async () =>
    (await fixture.client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);
  const preflight = async () =>
    (
      await fetch(`${fixture.url}/${Bucket}/x`, {
        method: 'OPTIONS',
        headers: { origin: 'http://localhost', 'access-control-request-method': 'GET' },
      })
    ).status;

  test('changes while it runs, keeps its objects, its date and its policy', async () => {
    await put('a');
    const PolicyDocument = { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] };
    const policy = { logicalId: 'P', type: 'AWS::S3::BucketPolicy', properties: { Bucket, PolicyDocument } };
    await fixture.s3.create(policy);
    expect(await preflight()).toBe(403);
    const rule = { AllowedOrigins: ['*'], AllowedMethods: ['GET'] };
    await fixture.s3.create(resource({ CorsConfiguration: { CorsRules: [rule] } }));
    expect(await preflight()).toBe(200);
    await get('a');
    await fixture.s3.delete?.(policy);
  });

  test('once it kept versions, it can only suspend them', async () => {
    await fixture.s3.create(resource({ VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId } = await put('a');
    await fixture.s3.create(resource());
    expect((await put('a')).VersionId).toBeUndefined();
    const old = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
    expect(await old.Body!.transformToString()).toBe('a');
  });

  test('is deleted when it is empty, and not before', async () => {
    await put('a');
    expect(() => fixture.s3.delete?.(resource())).toThrow(/^uploadsBucket: .*BucketNotEmpty/);
    await get('a');
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await fixture.s3.delete?.(resource());
    expect(await names()).toEqual([]);
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    // It may be gone already.
    await fixture.s3.delete?.(resource());
  });

  test('gets another name only when nothing is lost by it', async () => {
    await put('a');
    const renamed = { ...resource(), properties: { BucketName: 'renamed' } };
    await expect(fixture.s3.create(renamed)).rejects.toThrow(/^uploadsBucket: .*lose its objects/);
    expect(await names()).toEqual([Bucket]);
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await fixture.s3.create(renamed);
    expect(await names()).toEqual(['renamed']);
  });

  test('has its name for itself', async () => {
    await expect(fixture.s3.create({ ...resource(), logicalId: 'Other' })).rejects.toThrow(/^Other: /);
  });
});
