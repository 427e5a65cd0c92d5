import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow, bundledFunction } from './functions.ts';

export interface UploadsProps {
  readonly videos: TableV2;
  readonly bucket: Bucket;
  /** Of uploads that name none. */
  readonly profile: string;
}

/** The functions behind the upload mutations. What they presign is limited by their own roles. */
export class Uploads extends Construct {
  readonly createUpload: Function;
  readonly signUploadParts: Function;
  readonly completeUpload: Function;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { videos, bucket, profile }: UploadsProps) {
    super(scope, id);
    const environment = { VIDEOS_TABLE: videos.tableName, UPLOAD_BUCKET: bucket.bucketName };
    const objects = bucket.arnForObjects('uploads/*');

    this.createUpload = bundledFunction(this, 'create-upload', {
      description: 'Creates a video and the form or the multipart upload for its file.',
      environment: { ...environment, PROFILE: profile },
      permissions: [
        allow(['dynamodb:PutItem'], [videos.tableArn]),
        allow(['dynamodb:Query'], [`${videos.tableArn}/index/byOwnerStatus`]),
        allow(['s3:PutObject'], [objects]),
      ],
    });
    this.signUploadParts = bundledFunction(this, 'sign-upload-parts', {
      description: 'Presigns the parts of a multipart upload that are still missing.',
      environment,
      permissions: [allow(['dynamodb:GetItem'], [videos.tableArn]), allow(['s3:PutObject'], [objects])],
    });
    this.completeUpload = bundledFunction(this, 'complete-upload', {
      description: 'Completes a multipart upload.',
      environment,
      // S3 may take its time over thousands of parts; AppSync waits 30 seconds for a function.
      timeout: Duration.seconds(29),
      permissions: [
        allow(['dynamodb:GetItem'], [videos.tableArn]),
        allow(['s3:GetObject', 's3:PutObject'], [objects]),
      ],
    });
    this.functions = [this.createUpload, this.signUploadParts, this.completeUpload];
  }
}
