import type { Operation } from './context.ts';
import { s3Error } from './errors.ts';
import { postObject } from './form/post-object.ts';
import { getBucketLocation, getBucketVersioning, headBucket } from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-object.ts';
import { getObject } from './operations/get-object.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import { listMultipartUploads, listParts } from './operations/list-uploads.ts';
import { listObjectVersions } from './operations/list-versions.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './operations/multipart-upload.ts';
import { getObjectAttributes } from './operations/object-attributes.ts';
import { putObject } from './operations/put-object.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/tagging.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import type { S3Request } from './request.ts';

/** Query parameters that name another resource than the object or bucket itself. */
const SUBRESOURCES = new Set([
  ...['accelerate', 'acl', 'analytics', 'annotation', 'attributes', 'cors', 'delete', 'encryption'],
  ...[
    'intelligent-tiering',
    'inventory',
    'legal-hold',
    'lifecycle',
    'location',
    'logging',
    'metadataConfiguration',
  ],
  ...['metadataTable', 'metrics', 'notification', 'object-lock', 'ownershipControls', 'partNumber', 'policy'],
  ...[
    'policyStatus',
    'publicAccessBlock',
    'renameObject',
    'replication',
    'requestPayment',
    'restore',
    'retention',
  ],
  ...['select', 'session', 'tagging', 'torrent', 'uploadId', 'uploads', 'versioning', 'versions', 'website'],
]);

/** What is called on a bucket, by method and subresources. */
const BUCKET_OPERATIONS: Readonly<Record<string, Operation>> = {
  'HEAD ': headBucket,
  'GET ': (context, request, bucket) =>
    (request.query.get('list-type') === '2' ? listObjectsV2 : listObjects)(context, request, bucket),
  'GET location': getBucketLocation,
  'GET uploads': listMultipartUploads,
  'GET versioning': getBucketVersioning,
  'GET versions': listObjectVersions,
  'POST ': postObject,
  'POST delete': deleteObjects,
};

/** What is called on a key. */
const OBJECT_OPERATIONS: Readonly<Record<string, Operation>> = {
  'HEAD ': getObject,
  'GET ': getObject,
  'GET uploadId': listParts,
  'PUT ': (context, request, bucket) =>
    (request.headers['x-amz-copy-source'] === undefined ? putObject : copyObject)(context, request, bucket),
  'GET attributes': getObjectAttributes,
  'GET partNumber': getObject,
  'HEAD partNumber': getObject,
  'GET tagging': getObjectTagging,
  'PUT tagging': putObjectTagging,
  'DELETE tagging': deleteObjectTagging,
  'PUT partNumber,uploadId': (context, request, bucket) =>
    (request.headers['x-amz-copy-source'] === undefined ? uploadPart : uploadPartCopy)(
      context,
      request,
      bucket,
    ),
  'DELETE ': deleteObject,
  'DELETE uploadId': abortMultipartUpload,
  'POST uploads': createMultipartUpload,
  'POST uploadId': completeMultipartUpload,
};

/** The operation that a request on a bucket or key means. Throws `NotImplemented` for every other. */
export function operationFor(request: S3Request): Operation {
  const named = [...new Set(request.query.keys())].filter((name) => SUBRESOURCES.has(name)).sort();
  const operations = request.key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const operation = operations[`${request.method} ${named.join(',')}`];
  if (!operation) throw s3Error.notImplemented();
  return operation;
}
