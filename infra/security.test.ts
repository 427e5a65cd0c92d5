import { describe, expect, it } from 'vitest';
import { synthesizeTemplate, type TemplateResource } from './testing.ts';

const { Resources: resources } = synthesizeTemplate();

const ofType = (type: string): [string, TemplateResource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);
const properties = (type: string) => ofType(type).map(([, { Properties }]) => Properties);

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const statementsOf = (document: unknown) => (document as { Statement: readonly Statement[] }).Statement;
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Every statement of every role, with the logical id of the policy that holds it. */
const granted = ofType('AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
  statementsOf(Properties['PolicyDocument']).map((statement) => ({ id, ...statement })),
);

describe('roles', () => {
  it('may do named actions only', () => {
    const wide = granted.flatMap(({ Action }) => list(Action)).filter((action) => action.includes('*'));
    expect(wide).toEqual([]);
  });

  it('may do them to named resources only, but for the actions that have none', () => {
    const wide = granted.filter(({ Resource }) => list(Resource).some((resource) => resource === '*'));
    expect([...new Set(wide.flatMap(({ Action }) => list(Action)))].sort()).toEqual([
      'dynamodb:ListStreams',
      'mediaconvert:Probe',
    ]);
  });

  it('hold no policy that AWS wrote, and no inline one beside these', () => {
    for (const role of properties('AWS::IAM::Role')) {
      expect(role['ManagedPolicyArns']).toBeUndefined();
      expect(role['Policies']).toBeUndefined();
    }
  });

  it('let only who writes something publish it, and nothing else', () => {
    const publishers = granted
      .filter(({ Action }) => list(Action).includes('appsync:GraphQL'))
      .map(({ id, Resource }) => [
        id.replace(/RoleDefaultPolicy\w+$/, ''),
        /types\/Mutation\/fields\/(\w+)"\]?\]?}?$/.exec(JSON.stringify(Resource))?.[1],
      ]);
    expect(publishers.sort()).toEqual([
      ['CaptionsProcessCaptions', 'publishVideoStatus'],
      ['EngagementCountEngagement', 'publishReactions'],
      ['InterventionCancelUpload', 'publishVideoStatus'],
      ['PipelineJobEvents', 'publishVideoStatus'],
      ['PipelineSubmitJob', 'publishVideoStatus'],
      ['SweeperSweep', 'publishVideoStatus'],
    ]);
  });

  it('pass a role to MediaConvert only, and only its own', () => {
    const passes = granted.filter(({ Action }) => list(Action).includes('iam:PassRole'));
    expect(passes).toHaveLength(1);
    expect(passes[0]).toMatchObject({
      Condition: { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } },
    });
  });

  it('let the signing key be read by playback alone, and the payment providers’ keys by who works with them', () => {
    const readers = (parameter: string) =>
      granted
        .filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'))
        .filter(({ Resource }) => JSON.stringify(Resource).includes(`{"Ref":"${parameter}"}`))
        .map(({ id }) => id.replace(/RoleDefaultPolicy\w+$/, ''));
    expect(readers('SigningKeyName')).toEqual(['DeliveryPlayback']);
    expect(readers('PaymentSecretName').sort()).toEqual([
      'MembershipConfirmPayment',
      'MembershipCreatePaymentOrder',
      'MembershipPaymentWebhook',
      'MembershipReconcilePayments',
    ]);
  });
});

describe('buckets', () => {
  it('are private, encrypted, and refuse anything but TLS', () => {
    const policies = properties('AWS::S3::BucketPolicy');
    expect(ofType('AWS::S3::Bucket')).toHaveLength(3);
    for (const [id, { Properties }] of ofType('AWS::S3::Bucket')) {
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      });
      const policy = policies.find(({ Bucket }) => (Bucket as { Ref?: string }).Ref === id);
      expect(statementsOf(policy?.['PolicyDocument'])).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('know no ACL, but for the one that the CDN logs into', () => {
    const ownership = ofType('AWS::S3::Bucket').map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      (Properties['OwnershipControls'] as { Rules: { ObjectOwnership: string }[] }).Rules[0]?.ObjectOwnership,
    ]);
    expect(Object.fromEntries(ownership)).toEqual({
      StorageLogs: 'BucketOwnerPreferred',
      StorageUploads: 'BucketOwnerEnforced',
      StorageOutputs: 'BucketOwnerEnforced',
    });
  });

  it('let nobody in but the distribution and the services that write logs', () => {
    const allowed = properties('AWS::S3::BucketPolicy')
      .flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Principal }) => Principal)).toEqual([
      { Service: 'logging.s3.amazonaws.com' },
      { Service: 'logging.s3.amazonaws.com' },
      { Service: 'cloudfront.amazonaws.com' },
    ]);
    for (const { Condition } of allowed)
      expect(JSON.stringify(Condition).toLowerCase()).toContain('"aws:sourcearn"');
  });
});

describe('queues', () => {
  it('are encrypted and refuse anything but TLS', () => {
    const policies = properties('AWS::SQS::QueuePolicy');
    for (const [id, { Properties }] of ofType('AWS::SQS::Queue')) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      const policy = policies.find(({ Queues }) => JSON.stringify(Queues).includes(id));
      expect(statementsOf(policy?.['PolicyDocument'])).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('are written to by a service only on behalf of this account or rule', () => {
    const allowed = properties('AWS::SQS::QueuePolicy')
      .flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(4);
    for (const { Condition } of allowed)
      expect(JSON.stringify(Condition)).toMatch(/"aws:Source(Account|Arn)"/);
  });
});

describe('the CDN', () => {
  it('asks for a grant in every behaviour but that of posters, and for TLS everywhere', () => {
    const config = properties('AWS::CloudFront::Distribution')[0]!['DistributionConfig'] as {
      CacheBehaviors: { PathPattern: string }[];
      DefaultCacheBehavior: { PathPattern?: string };
    };
    for (const behavior of [...config.CacheBehaviors, config.DefaultCacheBehavior])
      expect(behavior).toMatchObject({
        ...(behavior.PathPattern === 'posters/*' ? {} : { TrustedKeyGroups: [expect.anything()] }),
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      });
  });

  it('signs what it asks of its origins', () => {
    const controls = properties('AWS::CloudFront::OriginAccessControl');
    expect(controls).toHaveLength(2);
    for (const control of controls)
      expect(control).toMatchObject({
        OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
      });
    expect(urlsOf('AWS_IAM')).toEqual([expect.stringMatching(/^DeliveryPlaylist/)]);
  });
});

/** The functions whose addresses let in whom this says. */
const urlsOf = (authType: string) =>
  properties('AWS::Lambda::Url')
    .filter(({ AuthType }) => AuthType === authType)
    .map(({ TargetFunctionArn }) => (TargetFunctionArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]);

// Payment providers cannot sign in to AWS. What they send proves by its own signature whose it is.
it('lets strangers call one function, which takes nothing that is not signed', () => {
  expect(urlsOf('NONE')).toEqual([expect.stringMatching(/^MembershipPaymentWebhook/)]);
  const openToAll = ofType('AWS::Lambda::Permission').filter(
    ([, { Properties }]) => Properties['Principal'] === '*',
  );
  for (const [id] of openToAll) expect(id).toMatch(/^MembershipPaymentWebhook/);
});

it('tells a stranger nothing about who has an account', () => {
  expect(properties('AWS::Cognito::UserPoolClient')).toMatchObject([
    { PreventUserExistenceErrors: 'ENABLED', GenerateSecret: false },
  ]);
});
