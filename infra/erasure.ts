import { Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow, bundledFunction } from './functions.ts';
import { listFolders, onJobs } from './leftovers.ts';
import { TableStream } from './streams.ts';

export interface ErasureProps {
  readonly videos: TableV2;
  readonly engagements: TableV2;
  readonly accounts: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  /** What may still hold segments of a deleted video. */
  readonly distribution: Distribution;
}

/** How things go for good: the files of a deleted video, and all that is known of a person. */
export class Erasure extends Construct {
  /** For operators; nobody but IAM lets them in. */
  readonly eraseAccount: Function;
  readonly streams: readonly TableStream[];
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, props: ErasureProps) {
    super(scope, id);
    const { videos, engagements, accounts, uploads, outputs, distribution } = props;

    const deleteFiles = bundledFunction(this, 'delete-files', {
      description: 'Deletes the files of deleted videos, and ends what is under way for them.',
      environment: {
        UPLOAD_BUCKET: uploads.bucketName,
        OUTPUT_BUCKET: outputs.bucketName,
        DISTRIBUTION_ID: distribution.distributionId,
      },
      // Twelve hours in six sizes are some fifty thousand objects, and a batch has several videos.
      timeout: Duration.minutes(5),
      memorySize: 512,
      permissions: [
        onJobs(this, 'CancelJob'),
        allow(['s3:AbortMultipartUpload'], [uploads.arnForObjects('uploads/*')]),
        listFolders(uploads, 'captions'),
        listFolders(outputs, 'videos', 'posters'),
        allow(
          ['s3:DeleteObject'],
          [
            ...['uploads/*', 'sources/*', 'captions/*'].map((keys) => uploads.arnForObjects(keys)),
            ...['videos/*', 'posters/*'].map((keys) => outputs.arnForObjects(keys)),
          ],
        ),
        allow(['cloudfront:CreateInvalidation'], [distribution.distributionArn]),
      ],
    });
    const deletedVideos = new TableStream(this, 'VideosStream', {
      table: videos,
      worker: deleteFiles,
      // Each published video is one path with a star: CloudFront works on fifteen of those at a time.
      batchSize: 10,
      filters: [{ eventName: ['REMOVE'] }],
    });

    this.eraseAccount = bundledFunction(this, 'erase-account', {
      description: 'Deletes profile, engagements and videos of one person: {"userId": "…"}.',
      environment: {
        ACCOUNTS_TABLE: accounts.tableName,
        ENGAGEMENTS_TABLE: engagements.tableName,
        VIDEOS_TABLE: videos.tableName,
      },
      timeout: Duration.minutes(15),
      memorySize: 512,
      permissions: [
        allow(['dynamodb:DeleteItem'], [accounts.tableArn, videos.tableArn]),
        allow(['dynamodb:Query', 'dynamodb:BatchWriteItem'], [engagements.tableArn]),
        allow(['dynamodb:Query'], [`${videos.tableArn}/index/byOwner`]),
      ],
    });
    this.functions = [deleteFiles, this.eraseAccount];
    this.streams = [deletedVideos];
  }
}
