import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { allow } from './functions.ts';

/** Jobs are named by ids that MediaConvert makes: IAM cannot tell ours from others of the account. */
export const onJobs = (scope: Construct, ...actions: string[]) =>
  allow(
    actions.map((action) => `mediaconvert:${action}`),
    [
      Stack.of(scope).formatArn({
        service: 'mediaconvert',
        resource: 'jobs',
        resourceName: '*',
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    ],
  );

/** To list what is below some folders of a bucket. */
export const listFolders = (bucket: Bucket, ...folders: string[]) =>
  allow(['s3:ListBucket'], [bucket.bucketArn], {
    StringLike: { 's3:prefix': folders.map((folder) => `${folder}/*`) },
  });

/** To clear away what a failed attempt left: its jobs, the parts of its upload, its outputs and its posters. */
export const clearLeftovers = (scope: Construct, uploads: Bucket, outputs: Bucket) => [
  onJobs(scope, 'CancelJob', 'GetJob'),
  allow(['s3:AbortMultipartUpload'], [uploads.arnForObjects('uploads/*')]),
  listFolders(outputs, 'videos', 'posters'),
  allow(['s3:DeleteObject'], [outputs.arnForObjects('videos/*'), outputs.arnForObjects('posters/*')]),
];

/** The files that videos are made from: where they are sent, and where they are kept. */
export const sourceArns = (uploads: Bucket) => [
  uploads.arnForObjects('uploads/*'),
  uploads.arnForObjects('sources/*'),
];
