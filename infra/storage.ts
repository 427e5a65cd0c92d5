import { Duration } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableV2,
  type GlobalSecondaryIndexPropsV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
  type BucketProps,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { READY_TAG } from '../model/keys.ts';
import type { Settings } from './settings.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

export interface StorageProps {
  readonly settings: Settings;
  /** Origins of the pages that upload and play. */
  readonly webOrigins: string[];
}

/** Where things are kept: the tables, the uploads, the outputs, and the logs of who fetched what. */
export class Storage extends Construct {
  readonly videos: TableV2;
  readonly shelves: TableV2;
  readonly engagements: TableV2;
  readonly accounts: TableV2;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly logs: Bucket;

  constructor(scope: Construct, id: string, { settings, webOrigins }: StorageProps) {
    super(scope, id);

    const table = (name: string, props: TablePropsV2) =>
      new TableV2(this, name, {
        billing: Billing.onDemand(),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: settings.deletionProtection,
        removalPolicy: settings.removalPolicy,
        ...props,
      });

    this.videos = table('Videos', {
      partitionKey: text('id'),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // One person's videos, newest first: all of them, those of one status, and what others may see of them.
      globalSecondaryIndexes: [
        { indexName: 'byOwner', attribute: 'ownerId', sort: 'createdAt' },
        { indexName: 'byOwnerStatus', attribute: 'ownerStatus', sort: 'createdAt' },
        { indexName: 'byOwnerVisibility', attribute: 'ownerVisibility', sort: 'publishedAt' },
      ]
        .map(({ indexName, attribute, sort }): GlobalSecondaryIndexPropsV2 => ({
          indexName,
          partitionKey: text(attribute),
          sortKey: text(sort),
        }))
        // Those that somebody must come back to, by when; see `VideoRow.open`.
        .concat({
          indexName: 'byLease',
          partitionKey: text('open'),
          sortKey: { name: 'leaseUntil', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        }),
    });
    this.shelves = table('Shelves', {
      partitionKey: text('shelf'),
      sortKey: text('position'),
      // Of what is remembered of deleted videos.
      timeToLiveAttribute: 'expiresAt',
    });
    this.engagements = table('Engagements', {
      partitionKey: text('userId'),
      sortKey: text('videoId'),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // Both are read as soon as they were written to, which only local indexes allow.
      localSecondaryIndexes: [
        { indexName: 'liked', sortKey: text('likedAt'), projectionType: ProjectionType.KEYS_ONLY },
        { indexName: 'watching', sortKey: text('watchedAt'), projectionType: ProjectionType.KEYS_ONLY },
      ],
    });
    this.accounts = table('Accounts', {
      partitionKey: text('userId'),
      sortKey: text('record'),
      // Of events of orders that nobody came to know.
      timeToLiveAttribute: 'forgetAt',
      // Orders whose provider is asked about them, by when; see `PaymentOrderRow.open`.
      globalSecondaryIndexes: [
        {
          indexName: 'byCheck',
          partitionKey: text('open'),
          sortKey: { name: 'checkAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });

    const bucket = (name: string, props: BucketProps) =>
      new Bucket(this, name, {
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        encryption: BucketEncryption.S3_MANAGED,
        enforceSSL: true,
        minimumTLSVersion: 1.2,
        objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removalPolicy: settings.removalPolicy,
        ...props,
      });

    this.logs = bucket('Logs', {
      // CloudFront's standard logging writes with an ACL, so this one bucket must understand them.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ id: 'ExpireLogs', expiration: Duration.days(90) }],
    });
    this.uploads = bucket('Uploads', {
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'uploads/',
      cors: [
        {
          allowedMethods: [HttpMethods.POST, HttpMethods.PUT],
          allowedOrigins: webOrigins,
          allowedHeaders: ['*'],
          // A page completes a multipart upload from the parts' ETags, so it must be able to read them.
          exposedHeaders: ['ETag'],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        { id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...expireSources(settings),
        // Of captions, all that mattered is written anew within seconds.
        { id: 'ExpireCaptions', prefix: 'captions/', expiration: Duration.days(7) },
      ],
    });
    this.outputs = bucket('Outputs', {
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'outputs/',
      // Answers the preflights that the CDN passes on.
      cors: [
        {
          allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
          allowedOrigins: webOrigins,
          allowedHeaders: ['*'],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        { id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
  }
}

/**
 * The days that the files are kept that videos are made from: where they were sent, and where they are once they are
 * claimed. The shorter of two rules wins, so what is not tagged has the longer of both.
 */
const expireSources = ({ sourceDays, failedSourceDays }: Settings): LifecycleRule[] =>
  [
    ['Uploads', 'uploads/'],
    ['Sources', 'sources/'],
  ].flatMap(([name, prefix]) => [
    {
      id: `ExpireReady${name}`,
      prefix,
      tagFilters: { [READY_TAG.key]: READY_TAG.value },
      expiration: Duration.days(sourceDays),
    },
    { id: `Expire${name}`, prefix, expiration: Duration.days(Math.max(sourceDays, failedSourceDays)) },
  ]);
