import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { allow, bundledFunction } from './functions.ts';
import { clearLeftovers, listFolders, sourceArns } from './leftovers.ts';
import type { Pipeline } from './pipeline.ts';

export interface InterventionProps {
  readonly videos: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly api: Api;
  readonly pipeline: Pipeline;
}

/** AppSync waits for a function no longer. */
const TIMEOUT = Duration.seconds(29);

/** How owners take a hand in the making of their videos: ending it, and beginning it again. */
export class Intervention extends Construct {
  readonly cancelUpload: Function;
  readonly retryProcessing: Function;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { videos, uploads, outputs, api, pipeline }: InterventionProps) {
    super(scope, id);
    const environment = {
      VIDEOS_TABLE: videos.tableName,
      UPLOAD_BUCKET: uploads.bucketName,
      OUTPUT_BUCKET: outputs.bucketName,
    };
    const permissions = [
      allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videos.tableArn]),
      ...clearLeftovers(this, uploads, outputs),
    ];
    this.cancelUpload = bundledFunction(this, 'cancel-upload', {
      description: 'Ends an upload, and deletes what there is of it.',
      environment: { ...environment, GRAPHQL_URL: api.graphql.graphqlUrl },
      timeout: TIMEOUT,
      memorySize: 512,
      permissions: [
        ...permissions,
        allow(['appsync:GraphQL'], [api.publishVideoStatusArn]),
        allow(['s3:DeleteObject'], sourceArns(uploads)),
      ],
    });
    const { queueArn, queueUrl } = pipeline.uploadQueue.queue;
    this.retryProcessing = bundledFunction(this, 'retry-processing', {
      description: 'Begins a failed video anew.',
      environment: { ...environment, UPLOAD_QUEUE_URL: queueUrl },
      timeout: TIMEOUT,
      memorySize: 512,
      permissions: [
        ...permissions,
        listFolders(uploads, 'uploads', 'sources'),
        allow(['sqs:SendMessage'], [queueArn]),
      ],
    });
    this.functions = [this.cancelUpload, this.retryProcessing];
  }
}
