import { TemplateError } from '../../../runtime/errors.ts';
import type { PolicyDocument } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import { isPublic } from '../access.ts';
import type { S3Context } from '../context.ts';
import type { Deliver } from '../events/deliver.ts';
import { bucketOrigin } from '../origin.ts';
import type { Bucket } from './bucket.ts';
import { checkBucketName, parseBucket } from './properties.ts';
import type { BucketRegistry } from './registry.ts';

/** The resources of a template that are S3's: makes, changes and deletes them. */
export function createBucketResources(options: {
  readonly runtime: Runtime;
  readonly context: S3Context;
  readonly registry: BucketRegistry;
  readonly deliver: Deliver;
  /** The one list of all buckets, by name. */
  readonly buckets: Map<string, Bucket>;
}) {
  const { runtime, context, registry, deliver, buckets } = options;

  function nameOf({ logicalId, properties }: Resource): string {
    const { BucketName } = (properties ?? {}) as { BucketName?: string };
    return checkBucketName(
      BucketName ?? runtime.nameFor(logicalId, { maxLength: 63, lowerCase: true }),
      logicalId,
    );
  }

  async function createBucket(resource: Resource): Promise<Created> {
    const { logicalId } = resource;
    const name = nameOf(resource);
    const known = buckets.get(name);
    if (known && known.logicalId !== logicalId)
      throw new TemplateError(logicalId, `The bucket "${name}" is there already, as ${known.logicalId}.`);
    const earlier = registry.nameOf(logicalId);
    const renamed = earlier !== undefined && earlier !== name;
    if (renamed && !context.objects.isEmpty(earlier))
      throw new TemplateError(
        logicalId,
        `To call the bucket "${earlier}" "${name}" would be to lose its objects. Empty it first.`,
      );
    const bucket: Bucket = {
      ...parseBucket(resource, {
        name,
        created: registry.created(name, context.now()),
        hasVersions: context.objects.hasVersions(name),
      }),
      // A resource of its own, which need not change with the bucket.
      policy: known?.policy,
    };
    await registry.announce(bucket, deliver, runtime.uuid(), context.now()).catch((error: Error) => {
      const what = 'Unable to validate the following destination configurations';
      throw new TemplateError(logicalId, `${what}: ${error.message}`);
    });
    if (renamed) remove(earlier);
    registry.remember(logicalId, name);
    buckets.set(name, bucket);

    const domainName = `${name}.s3.amazonaws.com`;
    const regionalDomainName = `${name}.s3.${runtime.region}.amazonaws.com`;
    for (const domain of [domainName, regionalDomainName])
      runtime.origins.register(domain, bucketOrigin(context, name, runtime.uuid));
    return {
      ref: name,
      attributes: { Arn: bucket.arn, DomainName: domainName, RegionalDomainName: regionalDomainName },
    };
  }

  function createBucketPolicy({ logicalId, properties }: Resource): Created {
    const { Bucket: name, PolicyDocument: policy } = properties as {
      Bucket: string;
      PolicyDocument: PolicyDocument;
    };
    const bucket = buckets.get(name);
    if (!bucket) throw new TemplateError(logicalId, `There is no bucket "${name}".`);
    if (bucket.blockPublicPolicy && isPublic(policy))
      throw new TemplateError(
        logicalId,
        'Public policies are blocked by the BlockPublicPolicy setting of the bucket.',
      );
    bucket.policy = policy;
    return { ref: name };
  }

  /** CloudFormation deletes no bucket with objects in it, versions and delete markers included. */
  function deleteBucket(resource: Resource): void {
    const name = nameOf(resource);
    if (!context.objects.isEmpty(name))
      throw new TemplateError(
        resource.logicalId,
        `The bucket you tried to delete is not empty: "${name}" (BucketNotEmpty).`,
      );
    remove(name);
  }

  function remove(name: string): void {
    for (const { uploadId } of [...context.uploads.underWay(name, '')]) context.uploads.abort(uploadId);
    registry.forget(name);
    buckets.delete(name);
  }

  function deleteBucketPolicy({ properties }: Resource): void {
    const bucket = buckets.get((properties as { Bucket: string }).Bucket);
    if (bucket) bucket.policy = undefined;
  }

  return {
    create(resource: Resource): Promise<Created> | Created {
      if (resource.type === 'AWS::S3::Bucket') return createBucket(resource);
      if (resource.type === 'AWS::S3::BucketPolicy') return createBucketPolicy(resource);
      throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
    },
    delete(resource: Resource): void {
      if (resource.type === 'AWS::S3::Bucket') deleteBucket(resource);
      if (resource.type === 'AWS::S3::BucketPolicy') deleteBucketPolicy(resource);
    },
  };
}
