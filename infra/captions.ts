import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { allow, bundledFunction } from './functions.ts';
import { WorkQueue } from './queues.ts';

export interface CaptionsProps {
  readonly videos: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly api: Api;
}

/** At most 2 MB to read and to write anew, and one mutation. */
const PROCESS_TIMEOUT = Duration.seconds(20);

/** Captions beside videos: S3 → queue → WebVTT in the video's folder. Nothing is transcoded for them. */
export class Captions extends Construct {
  readonly uploadQueue: WorkQueue;
  readonly addCaptions: Function;
  readonly removeCaptions: Function;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { videos, uploads, outputs, api }: CaptionsProps) {
    super(scope, id);
    const sent = uploads.arnForObjects('captions/*');
    const published = outputs.arnForObjects('videos/*/captions/*');
    this.uploadQueue = new WorkQueue(this, 'Arrived', { workTimeout: PROCESS_TIMEOUT });

    this.addCaptions = bundledFunction(this, 'add-captions', {
      description: 'Notes captions of a video, and presigns the form for their file.',
      environment: { VIDEOS_TABLE: videos.tableName, UPLOAD_BUCKET: uploads.bucketName },
      memorySize: 512,
      permissions: [allow(['dynamodb:UpdateItem'], [videos.tableArn]), allow(['s3:PutObject'], [sent])],
    });
    this.removeCaptions = bundledFunction(this, 'remove-captions', {
      description: 'Takes captions of a video away, and deletes their file.',
      environment: { VIDEOS_TABLE: videos.tableName, OUTPUT_BUCKET: outputs.bucketName },
      memorySize: 512,
      permissions: [
        allow(['dynamodb:UpdateItem'], [videos.tableArn]),
        allow(['s3:DeleteObject'], [published]),
      ],
    });
    const processCaptions = bundledFunction(this, 'process-captions', {
      description: 'Checks an uploaded file of captions and writes it as WebVTT.',
      environment: {
        VIDEOS_TABLE: videos.tableName,
        UPLOAD_BUCKET: uploads.bucketName,
        OUTPUT_BUCKET: outputs.bucketName,
        GRAPHQL_URL: api.graphql.graphqlUrl,
      },
      timeout: PROCESS_TIMEOUT,
      memorySize: 512,
      permissions: [
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videos.tableArn]),
        allow(['appsync:GraphQL'], [api.publishVideoStatusArn]),
        allow(['s3:GetObject', 's3:DeleteObject'], [sent]),
        allow(['s3:PutObject', 's3:DeleteObject'], [published]),
      ],
    });
    this.uploadQueue.workedBy(processCaptions, 1);
    this.functions = [this.addCaptions, this.removeCaptions, processCaptions];
  }
}
