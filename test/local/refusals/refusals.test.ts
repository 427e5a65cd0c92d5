import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredentials } from '../../../local/runtime/credentials.ts';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { sender, type Change, type SdkRequest } from './sender.ts';
import { SERVICES, type Form, type Refusal, type ServiceUnderTest } from './services.ts';

/** Bad requests to every service, as its own SDK client sees what comes back. */
let local: LocalAws;
beforeAll(async () => {
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const origin = {
    Id: 'o',
    DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
    S3OriginConfig: {},
  };
  const behavior = {
    TargetOriginId: 'o',
    ViewerProtocolPolicy: 'allow-all',
    CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  };
  const config = { Enabled: true, Origins: [origin], DefaultCacheBehavior: behavior };
  const code = { ZipFile: 'exports.handler = async (event) => event;' };
  const role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  local = await startLocal({
    template: {
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'refusals' } },
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
        Echo: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'echo',
            Handler: 'index.handler',
            Runtime: 'nodejs22.x',
            Code: code,
            Role: role,
          },
        },
        Distribution: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: config } },
      },
      Outputs: { Distribution: { Value: { Ref: 'Distribution' } } },
    } as { Resources: Record<string, unknown> },
  });
});
afterAll(() => local.stop());

/** What a service of each form says of a signature. `scope`: signed for another region or service. */
const json = (status: number) =>
  ({
    unsigned: ['MissingAuthenticationTokenException', status],
    signature: ['InvalidSignatureException', status],
    scope: ['InvalidSignatureException', status],
    body: ['InvalidSignatureException', status],
    date: ['InvalidSignatureException', status],
    key: ['UnrecognizedClientException', status],
    session: ['ExpiredTokenException', status],
    action: ['UnknownOperationException', status === 403 ? 404 : 400],
  }) as const;
const query = {
  unsigned: ['MissingAuthenticationToken', 403],
  signature: ['SignatureDoesNotMatch', 403],
  scope: ['SignatureDoesNotMatch', 403],
  body: ['SignatureDoesNotMatch', 403],
  date: ['SignatureDoesNotMatch', 403],
  key: ['InvalidClientTokenId', 403],
  session: ['ExpiredToken', 403],
  action: ['InvalidAction', 400],
} as const;
const REFUSALS: Record<Form, Readonly<Record<keyof typeof query, Refusal>>> = {
  'json-1.0': json(400),
  'json-1.1': json(400),
  'rest-json': json(403),
  query,
  'rest-xml': { ...query, action: ['UnknownOperationException', 404] },
  s3: {
    unsigned: ['AccessDenied', 403],
    signature: ['SignatureDoesNotMatch', 403],
    scope: ['AuthorizationHeaderMalformed', 400],
    // Its `DeleteObjects` has an MD5 as well, which is looked at first.
    body: ['BadDigest', 400],
    date: ['RequestTimeTooSkewed', 403],
    key: ['InvalidAccessKeyId', 403],
    session: ['ExpiredToken', 400],
    action: ['NotImplemented', 501],
  },
};

const CONTENT_TYPES: Record<Form, RegExp> = {
  'json-1.0': /^application\/x-amz-json-1\.0$/,
  'json-1.1': /^application\/x-amz-json-1\.1$/,
  'rest-json': /^application\/json$/,
  query: /^text\/xml/,
  'rest-xml': /^text\/xml/,
  s3: /^application\/xml$/,
};

const HOUR = 3600_000;
type Case = readonly [
  name: string,
  change: (service: ServiceUnderTest) => Change,
  refusal: (service: ServiceUnderTest) => Refusal,
];
const known =
  (kind: keyof typeof query) =>
  ({ form }: ServiceUnderTest) =>
    REFUSALS[form][kind];

/** The service's request that has a body, with this one. */
const withBody =
  ({ reading }: ServiceUnderTest, body: string) =>
  (asked: SdkRequest): Partial<SdkRequest> => ({
    ...reading,
    ...(reading && { path: reading.path.replace('DISTRIBUTION', local.outputs['Distribution']!) }),
    headers: { ...asked.headers, 'content-md5': createHash('md5').update(body).digest('base64') },
    body,
  });

/** A request for what the service does not know, in its own protocol. */
const unknownAction =
  ({ form }: ServiceUnderTest) =>
  ({ path, headers }: SdkRequest): Partial<SdkRequest> => {
    if (form === 's3') return { method: 'PUT', path: '/refusals', query: { cors: '' } };
    if (form === 'query') return { body: 'Action=Nonsense&Version=2010-05-08' };
    const target = headers['x-amz-target'];
    if (target === undefined) return { path: `${path}/no/such/thing` };
    return { headers: { ...headers, 'x-amz-target': target.replace(/\..*/, '.Nonsense') } };
  };

const otherScope = ({ name, scope = name }: ServiceUnderTest) => (scope === 'sqs' ? 'events' : 'sqs');
const root = () => local.credentials;
/** Nobody gets one that has ended, so it is made as the installation makes its own. */
const endedSession = () => createCredentials(local.place.dataDirectory, '000000000000', Date.now).forRoot(-1);

const CASES: readonly Case[] = [
  ['a malformed body', (s) => ({ request: withBody(s, '{"a":') }), (s) => s.malformed],
  [
    'a body of 17 MiB',
    (s) => ({ request: withBody(s, 'A'.repeat(17 * 1024 * 1024)) }),
    (s) => s.oversized ?? ['RequestEntityTooLarge', 413],
  ],
  ['no signature', () => ({ unsigned: true }), known('unsigned')],
  ['a wrong secret', () => ({ credentials: { ...root(), secretAccessKey: 'guess' } }), known('signature')],
  [
    'another body than the signed one',
    (s) => ({ request: withBody(s, 'signed'), sent: 'sent' }),
    known('body'),
  ],
  ['the scope of another region', () => ({ region: 'eu-west-1' }), known('scope')],
  ['the scope of another service', (s) => ({ scope: otherScope(s) }), known('scope')],
  ['the scope of no service', () => ({ scope: 'nosuch' }), known('scope')],
  ['a date an hour ago', () => ({ signedAt: new Date(Date.now() - HOUR) }), known('date')],
  ['a date in an hour', () => ({ signedAt: new Date(Date.now() + HOUR) }), known('date')],
  ['an unknown key', () => ({ credentials: { ...root(), accessKeyId: 'AKIANOBODY' } }), known('key')],
  ['a session that has ended', () => ({ credentials: endedSession() }), known('session')],
  ['an unknown action', (s) => ({ request: unknownAction(s) }), known('action')],
];

describe.each(SERVICES)('$name', (service) => {
  const { name, scope = name, form, call } = service;

  it.each(CASES)('refuses %s', async (_name, change, refusal) => {
    const { options, seen } = sender(local, scope, change(service));
    const [code, status] = refusal(service);
    await expect(call(options)).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: status } });
    const { status: sent, headers, text } = seen();
    expect([sent, headers.get('content-type')]).toEqual([status, expect.stringMatching(CONTENT_TYPES[form])]);
    // Nothing of this machine: no stack trace, no file.
    expect(text).not.toMatch(/\n\s+at |file:|\.[jt]s\b|node_modules/);
    expect(text).not.toContain(local.place.dataDirectory);
  });

  it('answers all the same', async () => {
    await call(sender(local, scope, {}).options);
  });
});

it('saw no fault of its own in any of this', () => {
  expect(local.log()).not.toMatch(/\n\s+at /);
});
