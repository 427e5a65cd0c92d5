import { describe, expect, it } from 'vitest';
import { PLANS } from '../model/plans.ts';
import { synthesizeTemplate, type TemplateResource } from './testing.ts';

const template = synthesizeTemplate();
const { Resources: resources } = template;

const ofType = (type: string): [string, TemplateResource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);
const isOfStream = (sourceArn: unknown) => JSON.stringify(sourceArn).includes('StreamArn');
const one = (type: string, prefix: string): TemplateResource => {
  const found = ofType(type).filter(([id]) => id.startsWith(prefix));
  expect(found, `${type} ${prefix}`).toHaveLength(1);
  return found[0]![1];
};
/** Where messages and changes end that were given up. */
const isForWhatFailed = (queueId: string) => /DeadLetters|StreamFailures/.test(queueId);
const referenced = (value: unknown): string => {
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return ref ?? attribute?.[0] ?? '';
};

describe('every hand-over', () => {
  it('goes through a queue whose dead letters are kept longer than its messages', () => {
    const queues = ofType('AWS::SQS::Queue').filter(([id]) => !isForWhatFailed(id));
    expect(queues).toHaveLength(3);
    for (const [, { Properties }] of queues) {
      const redrive = Properties['RedrivePolicy'] as {
        deadLetterTargetArn: unknown;
        maxReceiveCount: number;
      };
      expect(redrive.maxReceiveCount).toBe(5);
      const deadLetters = resources[referenced(redrive.deadLetterTargetArn)]!;
      expect(deadLetters.Properties['MessageRetentionPeriod']).toBeGreaterThan(
        Properties['MessageRetentionPeriod'] as number,
      );
    }
  });

  it('is hidden for at least six times as long as its function may take', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) => !isOfStream(Properties['EventSourceArn']),
    );
    expect(mappings).toHaveLength(3);
    for (const [, { Properties }] of mappings) {
      const queue = resources[referenced(Properties['EventSourceArn'])]!;
      const worker = resources[referenced(Properties['FunctionName'])]!;
      expect(queue.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * (worker.Properties['Timeout'] as number),
      );
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  it('from a table is tried until it succeeds or is told of, the record at fault alone', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) =>
      isOfStream(Properties['EventSourceArn']),
    );
    expect(mappings.length).toBeGreaterThan(0);
    for (const [, { Properties }] of mappings) {
      expect(Properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 1_000,
        MaximumRecordAgeInSeconds: 86_400,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      const { OnFailure } = Properties['DestinationConfig'] as { OnFailure: { Destination: unknown } };
      expect(resources[referenced(OnFailure.Destination)]?.Properties).toMatchObject({
        MessageRetentionPeriod: 14 * 86_400,
      });
    }
  });

  it('from Videos to the catalogue is only of what is, or was, listed, or is gone', () => {
    const { Properties } = one('AWS::Lambda::EventSourceMapping', 'CatalogueProjectCatalog');
    const listed = { visibility: { S: ['PUBLIC'] }, status: { S: ['READY'] } };
    const { Filters } = Properties['FilterCriteria'] as { Filters: { Pattern: string }[] };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { eventName: ['REMOVE'] },
      { dynamodb: { OldImage: listed } },
      { dynamodb: { NewImage: listed } },
    ]);
    expect(Properties).toMatchObject({ BatchSize: 100, MaximumBatchingWindowInSeconds: 1 });
  });

  it('from Engagements to the counts names its shard, and is a batch a second', () => {
    expect(one('AWS::Lambda::EventSourceMapping', 'EngagementCountEngagement').Properties).toMatchObject({
      TumblingWindowInSeconds: 900,
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 1,
    });
  });

  it('from S3 is announced to the queue, which is ready before the bucket', () => {
    const bucket = one('AWS::S3::Bucket', 'StorageUploads');
    const told = (queue: RegExp, folder: string) => ({
      Event: 's3:ObjectCreated:*',
      Queue: { 'Fn::GetAtt': [expect.stringMatching(queue), 'Arn'] },
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: folder }] } },
    });
    expect(bucket.Properties['NotificationConfiguration']).toEqual({
      QueueConfigurations: [
        told(/^PipelineUploadedQueue/, 'uploads/'),
        told(/^CaptionsArrivedQueue/, 'captions/'),
      ],
    });
    expect(bucket.DependsOn).toEqual([
      expect.stringMatching(/^CaptionsArrivedQueuePolicy/),
      expect.stringMatching(/^PipelineUploadedQueuePolicy/),
    ]);
  });

  it('from MediaConvert is of our own queue’s jobs, with dead letters', () => {
    const { Properties } = one('AWS::Events::Rule', 'PipelineStateChangeRule');
    expect(Properties['EventPattern']).toMatchObject({
      source: ['aws.mediaconvert'],
      'detail-type': ['MediaConvert Job State Change'],
      detail: { queue: [{ 'Fn::GetAtt': [expect.stringMatching(/^PipelineTranscodingQueue/), 'Arn'] }] },
    });
    expect(Properties['Targets']).toMatchObject([{ DeadLetterConfig: { Arn: expect.anything() } }]);
  });

  it('raises an alarm when it fails for good', () => {
    const watched = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      JSON.stringify(Properties['Dimensions']),
    );
    const mustBeWatched = [
      ...ofType('AWS::SQS::Queue').filter(([id]) => isForWhatFailed(id)),
      ...ofType('AWS::Lambda::Function'),
    ];
    for (const [id] of mustBeWatched)
      expect(
        watched.some((dimensions) => dimensions.includes(id)),
        id,
      ).toBe(true);
  });
});

describe('what a payment function answers although it is an error', () => {
  it('raises an alarm', () => {
    const filters = ofType('AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    for (const name of ['CreatePaymentOrder', 'ConfirmPayment', 'PaymentWebhook', 'ReconcilePayments']) {
      const written = { MetricNamespace: 'Playhead', MetricName: `${name}WrittenErrors` };
      expect(filters).toContainEqual({
        FilterPattern: '{ $.level = "ERROR" }',
        LogGroupName: { Ref: expect.stringMatching(`^Membership${name}Logs`) },
        MetricTransformations: [{ ...written, MetricValue: '1' }],
      });
      const { MetricNamespace: Namespace, MetricName } = written;
      expect(alarms).toContainEqual(
        expect.objectContaining({ Namespace, MetricName, Statistic: 'Sum', Threshold: 0 }),
      );
    }
  });
});

describe('functions', () => {
  const PAYMENTS = [
    ...['ACCOUNTS_TABLE', 'PAYMENT_RETURN_URL', 'PAYMENT_SECRET_ID'],
    ...['RAZORPAY_API_URL', 'RAZORPAY_CHECKOUT_URL', 'STRIPE_API_URL'],
  ];
  const environment = Object.fromEntries(
    ofType('AWS::Lambda::Function').map(([, { Properties }]) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      const { POWERTOOLS_SERVICE_NAME: name, LOG_LEVEL: level, ...own } = Variables;
      expect(level).toBe('INFO');
      return [String(name), Object.keys(own).sort()];
    }),
  );

  it('are told what they need, and nothing else', () => {
    expect(environment).toEqual({
      'create-upload': ['PROFILE', 'UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      'sign-upload-parts': ['UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      'complete-upload': ['UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      'submit-job': [
        'DEAD_LETTERS_URL',
        'EARLY_PLAYABLE',
        'GRAPHQL_URL',
        'MAX_RECEIVES',
        'MEDIACONVERT_QUEUE_ARN',
        'MEDIACONVERT_ROLE_ARN',
        'OUTPUT_BUCKET',
        'UPLOAD_BUCKET',
        'UPLOAD_QUEUE_URL',
        'VIDEOS_TABLE',
      ],
      'job-events': [
        'DEAD_LETTERS_URL',
        'GRAPHQL_URL',
        'MAX_RECEIVES',
        'OUTPUT_BUCKET',
        'UPLOAD_BUCKET',
        'UPLOAD_QUEUE_URL',
        'VIDEOS_TABLE',
      ],
      'update-video': ['VIDEOS_TABLE'],
      'cancel-upload': ['GRAPHQL_URL', 'OUTPUT_BUCKET', 'UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      'retry-processing': ['OUTPUT_BUCKET', 'UPLOAD_BUCKET', 'UPLOAD_QUEUE_URL', 'VIDEOS_TABLE'],
      sweep: [
        'EVENT_QUEUE_URL',
        'GRAPHQL_URL',
        'OUTPUT_BUCKET',
        'UPLOAD_BUCKET',
        'UPLOAD_QUEUE_URL',
        'VIDEOS_TABLE',
      ],
      'add-captions': ['UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      'remove-captions': ['OUTPUT_BUCKET', 'VIDEOS_TABLE'],
      'process-captions': [
        ...['DEAD_LETTERS_URL', 'GRAPHQL_URL', 'MAX_RECEIVES'],
        ...['OUTPUT_BUCKET', 'UPLOAD_BUCKET', 'VIDEOS_TABLE'],
      ],
      'delete-files': ['DISTRIBUTION_ID', 'OUTPUT_BUCKET', 'UPLOAD_BUCKET'],
      'erase-account': ['ACCOUNTS_TABLE', 'ENGAGEMENTS_TABLE', 'VIDEOS_TABLE'],
      playback: [
        ...['ACCOUNTS_TABLE', 'DELIVERY_ORIGIN', 'GRANT_SECONDS', 'KEY_PAIR_ID', 'SIGNING_SECRET_ID'],
      ],
      playlist: ['ACCOUNTS_TABLE', 'DELIVERY_PUBLIC_KEY', 'KEY_PAIR_ID', 'OUTPUT_BUCKET', 'VIDEOS_TABLE'],
      'profile-created': ['ACCOUNTS_TABLE'],
      'count-engagement': ['GRAPHQL_URL', 'VIDEOS_TABLE'],
      'project-catalog': ['SHELVES_TABLE'],
      'create-payment-order': [...PAYMENTS, 'PAYMENT_PROVIDER', 'PLANS'].toSorted(),
      'confirm-payment': PAYMENTS,
      'payment-webhook': PAYMENTS,
      'reconcile-payments': PAYMENTS,
    });
  });

  it('run on Node 24 and write a log that does not live for ever', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler' });
      const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: unknown };
      expect(resources[referenced(LogGroup)]?.Properties['RetentionInDays']).toBe(30);
    }
  });
});

describe('payments', () => {
  it('are asked about four times an hour, and no run meets the next', () => {
    expect(one('AWS::Events::Rule', 'Membership').Properties).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^MembershipReconcilePayments/), 'Arn'] } }],
    });
    expect(one('AWS::Lambda::Function', 'MembershipReconcilePayments').Properties['Timeout']).toBeLessThan(
      15 * 60,
    );
  });

  it('are the providers’ own unless parameters say otherwise', () => {
    const presets = Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default]);
    expect(Object.fromEntries(presets)).toMatchObject({
      PaymentProvider: 'razorpay',
      PaymentSecretName: 'playhead/payments',
      RazorpayApiUrl: 'https://api.razorpay.com',
      RazorpayCheckoutUrl: 'https://checkout.razorpay.com/v1/checkout.js',
      StripeApiUrl: 'https://api.stripe.com',
    });
  });
});

describe('the API', () => {
  it('is Cognito’s first, with IAM and a key beside it, bounded, traced and logged', () => {
    expect(one('AWS::AppSync::GraphQLApi', 'Api').Properties).toMatchObject({
      AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
      AdditionalAuthenticationProviders: [
        { AuthenticationType: 'AWS_IAM' },
        { AuthenticationType: 'API_KEY' },
      ],
      QueryDepthLimit: 10,
      ResolverCountLimit: 1000,
      XrayEnabled: true,
      LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true },
    });
  });

  it('has its key’s end from outside, so that the template stays the same', () => {
    expect(one('AWS::AppSync::ApiKey', 'Api').Properties['Expires']).toEqual({
      'Fn::If': [expect.any(String), { Ref: 'ApiKeyExpires' }, { Ref: 'AWS::NoValue' }],
    });
  });

  it('knows what can be bought', () => {
    const { PLANS: plans } = one('AWS::AppSync::GraphQLApi', 'Api').Properties[
      'EnvironmentVariables'
    ] as Record<string, string>;
    expect(JSON.parse(plans!)).toEqual(PLANS);
  });

  it('signs playback for a page of videos in one call', () => {
    expect(one('AWS::AppSync::Resolver', 'ApiVideoplayback').Properties['MaxBatchSize']).toBe(100);
  });
});

interface Behavior {
  CachePolicyId: string;
  TargetOriginId: string;
  TrustedKeyGroups?: unknown[];
}

describe('the CDN', () => {
  const config = one('AWS::CloudFront::Distribution', 'Delivery').Properties['DistributionConfig'] as {
    CacheBehaviors: (Behavior & { PathPattern: string })[];
    CustomErrorResponses: unknown;
    DefaultCacheBehavior: Behavior;
  };

  it('sends playlists to the function before it looks for videos in the bucket', () => {
    const [playlists, storyboards, segments] = config.CacheBehaviors;
    expect(storyboards).toEqual({ ...playlists, PathPattern: 'videos/*/storyboard.vtt' });
    expect(playlists).toMatchObject({
      PathPattern: '*.m3u8',
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    expect(segments).toMatchObject({
      PathPattern: 'videos/*',
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      TargetOriginId: config.DefaultCacheBehavior.TargetOriginId,
    });
    expect(playlists?.TargetOriginId).not.toBe(segments?.TargetOriginId);
  });

  it('asks for a grant for everything but posters', () => {
    const { TrustedKeyGroups, ...others } = config.DefaultCacheBehavior;
    for (const { PathPattern, ...behavior } of config.CacheBehaviors)
      expect(behavior.TrustedKeyGroups).toEqual(PathPattern === 'posters/*' ? undefined : TrustedKeyGroups);
    expect(TrustedKeyGroups).toHaveLength(1);
    expect(config.CacheBehaviors.at(-1)).toEqual({
      ...others,
      PathPattern: 'posters/*',
      ResponseHeadersPolicyId: { Ref: expect.stringMatching(/^DeliveryPosterHeaders/) },
    });
  });

  it('keeps no refusal for the next viewer', () => {
    expect(config.CustomErrorResponses).toEqual([
      { ErrorCode: 403, ErrorCachingMinTTL: 0 },
      { ErrorCode: 404, ErrorCachingMinTTL: 0 },
    ]);
  });
});

it('exports what clients and tools need', () => {
  expect(Object.keys(template.Outputs).sort()).toEqual([
    'AccountsTableName',
    'ApiKey',
    'ArrivedDeadLettersUrl',
    'ArrivedQueueUrl',
    'CdnUrl',
    'EngagementsTableName',
    'EraseAccountFunctionName',
    'GraphqlUrl',
    'OutputBucketName',
    'PaymentWebhookUrl',
    'ReconcilePaymentsFunctionName',
    'Region',
    'ShelvesTableName',
    'StateChangesDeadLettersUrl',
    'StateChangesQueueUrl',
    'SweepFunctionName',
    'UploadBucketName',
    'UploadedDeadLettersUrl',
    'UploadedQueueUrl',
    'UserPoolClientId',
    'UserPoolId',
    'VideosTableName',
  ]);
});
