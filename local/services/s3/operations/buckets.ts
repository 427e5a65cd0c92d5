import type { Operation, S3Context } from '../context.ts';
import type { S3Request, S3Response } from '../request.ts';
import { xmlDocument } from '../xml.ts';

/** `ListBuckets` */
export function listBuckets(context: S3Context, request: S3Request): S3Response {
  context.access.checkAccount(request.caller, 's3:ListAllMyBuckets');
  const buckets = [...context.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    status: 200,
    body: xmlDocument('ListAllMyBucketsResult', {
      Owner: { ID: context.accountId },
      Buckets: {
        Bucket: buckets.map(({ name, created }) => ({ Name: name, CreationDate: created.toISOString() })),
      },
    }),
  };
}

/** `HeadBucket` */
export const headBucket: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:ListBucket', bucket);
  return {
    status: 200,
    headers: { 'x-amz-bucket-region': context.region, 'x-amz-access-point-alias': 'false' },
  };
};

/** `GetBucketLocation`: the first region has an empty name. */
export const getBucketLocation: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:GetBucketLocation', bucket);
  const location = context.region === 'us-east-1' ? '' : context.region;
  return { status: 200, body: xmlDocument('LocationConstraint', { '#text': location }) };
};

/** `GetBucketVersioning` */
export const getBucketVersioning: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:GetBucketVersioning', bucket);
  return {
    status: 200,
    body: xmlDocument('VersioningConfiguration', bucket.versioning ? { Status: bucket.versioning } : {}),
  };
};
