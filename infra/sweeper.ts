import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { allow, bundledFunction } from './functions.ts';
import { clearLeftovers, listFolders, sourceArns } from './leftovers.ts';
import type { Pipeline } from './pipeline.ts';

export interface SweeperProps {
  readonly videos: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly api: Api;
  readonly pipeline: Pipeline;
}

/** Runs do not overlap: what is left over is the next one's. */
const INTERVAL = Duration.minutes(5);
const TIMEOUT = Duration.minutes(4);

/** Comes back to videos that nothing was heard of for too long, whatever event was lost. */
export class Sweeper extends Construct {
  readonly sweep: Function;

  constructor(scope: Construct, id: string, { videos, uploads, outputs, api, pipeline }: SweeperProps) {
    super(scope, id);
    const uploadQueue = pipeline.uploadQueue.queue;
    const eventQueue = pipeline.eventQueue.queue;
    this.sweep = bundledFunction(this, 'sweep', {
      description: 'Comes back to videos whose lease is over.',
      environment: {
        VIDEOS_TABLE: videos.tableName,
        UPLOAD_BUCKET: uploads.bucketName,
        OUTPUT_BUCKET: outputs.bucketName,
        UPLOAD_QUEUE_URL: uploadQueue.queueUrl,
        EVENT_QUEUE_URL: eventQueue.queueUrl,
        GRAPHQL_URL: api.graphql.graphqlUrl,
      },
      timeout: TIMEOUT,
      memorySize: 512,
      permissions: [
        allow(['dynamodb:Query'], [`${videos.tableArn}/index/byLease`]),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videos.tableArn]),
        allow(['sqs:SendMessage'], [uploadQueue.queueArn, eventQueue.queueArn]),
        allow(['appsync:GraphQL'], [api.publishVideoStatusArn]),
        listFolders(uploads, 'uploads'),
        ...clearLeftovers(this, uploads, outputs),
        // Of uploads that their owners canceled.
        allow(['s3:DeleteObject'], sourceArns(uploads)),
      ],
    });
    new Rule(this, 'Schedule', {
      description: 'Runs the sweeper.',
      schedule: Schedule.rate(INTERVAL),
      targets: [new LambdaFunction(this.sweep)],
    });
  }
}
