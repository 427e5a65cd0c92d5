import type { SignedRequest } from './sigv4.ts';

/** The APIs that `X-Amz-Target` names before its dot. */
const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
  AmazonSSM: 'ssm',
  AWSCognitoIdentityProviderService: 'cognito-idp',
};

/** The paths that begin with the version of an API. */
const PATHS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\/20\d\d-\d\d-\d\d\/(functions|event-source-mappings)(\/|$)/, 'lambda'],
  [/^\/2017-08-29\//, 'mediaconvert'],
  [/^\/2020-05-31\//, 'cloudfront'],
  // No bucket has a name of two letters.
  [/^\/v1\//, 'appsync'],
];

/** Services whose requests look like any other's, but for the SDK client that names itself. */
const CLIENTS: readonly string[] = ['cloudformation', 'iam', 'scheduler'];

/** `bucket.s3.amazonaws.com` or `bucket.localhost`: there S3 takes forms and preflights at `/`. */
const BUCKET_HOST = /^[^:]+\.(s3[.-][^:]*|localhost)(:\d+)?$/;

/** The service that a request is for beyond doubt, whatever its signature says; every other could be one for S3. */
function meantService({ headers, path }: SignedRequest): string | undefined {
  if (isFunctionUrl(headers)) return 'lambda';
  const target = headers['x-amz-target'];
  if (target !== undefined) return TARGETS[target.slice(0, Math.max(0, target.indexOf('.')))];
  if (BUCKET_HOST.test(hostOf(headers))) return 's3';
  return PATHS.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * The service of a signed request: where the request itself does not tell, it is the one that was signed for, unless
 * that one cannot be.
 *
 * @param scope the service that the signature names
 */
export function signedService(
  request: SignedRequest,
  scope: string,
  isKnown: (service: string) => boolean,
): string {
  const meant = meantService(request);
  if (meant !== undefined && isKnown(meant)) return meant;
  const needsTarget = Object.values(TARGETS).includes(scope) && request.headers['x-amz-target'] === undefined;
  const client = !isKnown(scope) || needsTarget ? clientService(request) : undefined;
  return client !== undefined && isKnown(client) ? client : scope;
}

/** The service whose client an SDK says it is (`api/scheduler#3.9`): good enough to choose the form of a refusal. */
const clientService = ({ headers }: SignedRequest): string | undefined =>
  /(?:^| )api\/([a-z0-9-]+)#/.exec(headers['user-agent'] ?? '')?.[1];

/** The service of a request without a signature; `undefined` when there is none for it to be meant for. */
export function unsignedService(request: SignedRequest): string | undefined {
  const { method, path, headers } = request;
  if (path.includes('/.well-known/')) return 'cognito-idp';
  const meant = meantService(request) ?? CLIENTS.find((service) => service === clientService(request));
  if (meant) return meant;
  if (method === 'OPTIONS' && path === '/') return 'cognito-idp';
  // The Query protocol. STS has operations that need no signature, and refuses the others in the shape of all.
  if (isForm(headers)) return 'sts';
  return headers['x-amz-target'] !== undefined || (path === '/' && method === 'POST') ? undefined : 's3';
}

/** Whether a service takes such a request from anyone: sign-in calls, function URLs, objects and forms. */
export const takesUnsigned = (service: string, { headers }: SignedRequest): boolean =>
  ['cognito-idp', 's3', 'sts'].includes(service) || (service === 'lambda' && isFunctionUrl(headers));

export const isForm = (headers: SignedRequest['headers']): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

const hostOf = (headers: SignedRequest['headers']) => (headers['host'] ?? '').toLowerCase();

const isFunctionUrl = (headers: SignedRequest['headers']) => hostOf(headers).includes('.lambda-url.');
