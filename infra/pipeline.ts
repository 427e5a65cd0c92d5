import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-mediaconvert';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { allow, bundledFunction } from './functions.ts';
import { clearLeftovers, sourceArns } from './leftovers.ts';
import { WorkQueue } from './queues.ts';
import type { Settings } from './settings.ts';

export interface PipelineProps {
  readonly settings: Settings;
  readonly videos: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly api: Api;
}

/** Bounds the probe of a large upload and the creation of its job. */
const SUBMIT_TIMEOUT = Duration.seconds(30);
/** One conditional write and one mutation an event; where an attempt failed, what it made is deleted too. */
const EVENTS_TIMEOUT = Duration.seconds(30);

/** From a finished upload to a playable video: S3 → queue → job → state changes → queue → status. */
export class Pipeline extends Construct {
  readonly uploadQueue: WorkQueue;
  readonly eventQueue: WorkQueue;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { settings, videos, uploads, outputs, api }: PipelineProps) {
    super(scope, id);
    this.uploadQueue = new WorkQueue(this, 'Uploaded', { workTimeout: SUBMIT_TIMEOUT });
    this.eventQueue = new WorkQueue(this, 'StateChanges', { workTimeout: EVENTS_TIMEOUT });
    const jobQueue = new CfnQueue(this, 'TranscodingQueue', {
      description: 'Playhead’s transcoding jobs',
      pricingPlan: 'ON_DEMAND',
      status: 'ACTIVE',
    });
    const jobRole = this.transcodingRole(uploads, outputs);
    this.routeStateChanges(jobQueue);

    const publish = allow(['appsync:GraphQL'], [api.publishVideoStatusArn]);
    const submitJob = bundledFunction(this, 'submit-job', {
      description: 'Claims an uploaded video, probes it and creates its transcoding jobs.',
      environment: {
        VIDEOS_TABLE: videos.tableName,
        UPLOAD_BUCKET: uploads.bucketName,
        OUTPUT_BUCKET: outputs.bucketName,
        UPLOAD_QUEUE_URL: this.uploadQueue.queue.queueUrl,
        MEDIACONVERT_QUEUE_ARN: jobQueue.attrArn,
        MEDIACONVERT_ROLE_ARN: jobRole.roleArn,
        GRAPHQL_URL: api.graphql.graphqlUrl,
        EARLY_PLAYABLE: String(settings.earlyPlayable),
      },
      // Draws posters, pixel by pixel.
      memorySize: 512,
      timeout: SUBMIT_TIMEOUT,
      permissions: [
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videos.tableArn]),
        publish,
        // A probe reads with its caller's rights. What a form brought is kept where no form leads; a file whose video
        // was deleted is deleted too.
        allow(['s3:GetObject', 's3:DeleteObject'], sourceArns(uploads)),
        allow(['s3:PutObject'], [uploads.arnForObjects('sources/*'), outputs.arnForObjects('posters/*')]),
        // S3 tells only those of a missing file who may list.
        allow(['s3:ListBucket'], [uploads.bucketArn]),
        // When a service is in trouble.
        allow(['sqs:SendMessage'], [this.uploadQueue.queue.queueArn]),
        // Probe names no resource; the other two are limited to our queue.
        allow(['mediaconvert:Probe'], ['*']),
        allow(['mediaconvert:CreateJob', 'mediaconvert:ListJobs'], [jobQueue.attrArn]),
        allow(['iam:PassRole'], [jobRole.roleArn], {
          StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' },
        }),
      ],
    });
    const jobEvents = bundledFunction(this, 'job-events', {
      description: 'Moves a video along its status machine and tells its owner.',
      environment: {
        VIDEOS_TABLE: videos.tableName,
        UPLOAD_BUCKET: uploads.bucketName,
        OUTPUT_BUCKET: outputs.bucketName,
        UPLOAD_QUEUE_URL: this.uploadQueue.queue.queueUrl,
        GRAPHQL_URL: api.graphql.graphqlUrl,
      },
      timeout: EVENTS_TIMEOUT,
      permissions: [
        allow(['dynamodb:UpdateItem'], [videos.tableArn]),
        publish,
        // A video that is ready needs its file for fewer days.
        allow(['s3:PutObjectTagging'], sourceArns(uploads)),
        // A fault of the service: another attempt.
        allow(['sqs:SendMessage'], [this.uploadQueue.queue.queueArn]),
        // What an attempt that failed left, or a job whose video was deleted.
        ...clearLeftovers(this, uploads, outputs),
        // Of uploads that their owners canceled.
        allow(['s3:DeleteObject'], sourceArns(uploads)),
      ],
    });
    // A probe may take seconds: one upload's slowness must not hold up its neighbours.
    this.uploadQueue.workedBy(submitJob, 1);
    this.eventQueue.workedBy(jobEvents, 10);
    this.functions = [submitJob, jobEvents];
  }

  private transcodingRole(uploads: Bucket, outputs: Bucket): Role {
    const role = new Role(this, 'TranscodingRole', {
      assumedBy: new ServicePrincipal('mediaconvert.amazonaws.com'),
      description: 'What MediaConvert may read and write.',
    });
    role.addToPolicy(allow(['s3:GetObject'], sourceArns(uploads)));
    // Parts of an output that broke off are the bucket's lifecycle's.
    role.addToPolicy(
      allow(
        ['s3:PutObject'],
        ['videos/*', 'posters/*'].map((keys) => outputs.arnForObjects(keys)),
      ),
    );
    return role;
  }

  private routeStateChanges(jobQueue: CfnQueue): void {
    new Rule(this, 'StateChangeRule', {
      description: 'State changes of our own jobs, to the queue of job-events.',
      eventPattern: {
        source: ['aws.mediaconvert'],
        detailType: ['MediaConvert Job State Change'],
        detail: {
          queue: [jobQueue.attrArn],
          status: ['PROGRESSING', 'STATUS_UPDATE', 'COMPLETE', 'ERROR', 'CANCELED'],
        },
      },
      targets: [new SqsQueue(this.eventQueue.queue, { deadLetterQueue: this.eventQueue.deadLetters })],
    });
  }
}
