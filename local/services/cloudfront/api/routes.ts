import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { CacheKey } from '../cache/cache-key.ts';
import type { Distribution } from '../config/distribution.ts';
import type { Invalidation, Invalidations } from './invalidations.ts';
import { checkPaths, invalidArgument, names } from './paths.ts';
import { answerXml, parseXml, type XmlAnswer } from './xml.ts';

export interface ApiContext {
  readonly runtime: Runtime;
  readonly invalidations: Invalidations;
  readonly find: (id: string) => Distribution | undefined;
  readonly all: () => readonly Distribution[];
  readonly domainName: (id: string) => string;
  /** Takes out of the cache, and out of what is on its way into it, what the test names. */
  readonly purge: (test: (key: CacheKey) => boolean) => void;
}

const BASE = '/2020-05-31';
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The operations that this machine serves: invalidations, and what a distribution is. */
export function createApi(context: ApiContext): (call: AwsCall) => Promise<void> {
  const { runtime } = context;
  return (call) => answerXml(call, runtime.log, () => route(call, context));
}

async function route(call: AwsCall, context: ApiContext): Promise<XmlAnswer> {
  const segments = call.path.split('/');
  const [, version, kind, id, part, invalidation, ...rest] = segments;
  const asked = `${call.method} ${part ?? ''}${invalidation === undefined ? '' : '/id'}`;
  if (`/${version}` === BASE && kind === 'distribution' && rest.length === 0) {
    if (id === undefined && call.method === 'GET') return listDistributions(call, context);
    if (id !== undefined && asked === 'GET ') return getDistribution(call, context, id);
    if (id !== undefined && asked === 'POST invalidation') return createInvalidation(call, context, id);
    if (id !== undefined && asked === 'GET invalidation') return listInvalidations(call, context, id);
    if (id !== undefined && asked === 'GET invalidation/id')
      return getInvalidation(call, context, id, invalidation!);
  }
  throw new AwsError('UnknownOperationException', `No operation at ${call.method} ${call.path}`, 404);
}

/** Permission is asked for first, so that nobody learns by asking which distributions there are. */
function distributionFor(call: AwsCall, { runtime, find }: ApiContext, action: string, id: string) {
  runtime.peers.iam.authorize({
    caller: call.caller,
    action: `cloudfront:${action}`,
    resource: `arn:aws:cloudfront::${runtime.accountId}:distribution/${id}`,
  });
  const distribution = find(id);
  if (!distribution)
    throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
  return distribution;
}

async function createInvalidation(call: AwsCall, context: ApiContext, id: string): Promise<XmlAnswer> {
  distributionFor(call, context, 'CreateInvalidation', id);
  const batch = parseXml((await call.body()).toString('utf8'), 'InvalidationBatch') as {
    readonly CallerReference?: unknown;
    readonly Paths?: { readonly Quantity?: unknown; readonly Items?: { readonly Path?: unknown } };
  };
  const reference = batch.CallerReference;
  if (typeof reference !== 'string' || reference === '')
    throw invalidArgument('The parameter CallerReference is required.');
  const items = batch.Paths?.Items?.Path;
  const paths = Array.isArray(items) ? items.map(String) : [];
  checkPaths(paths, Number(batch.Paths?.Quantity));
  const invalidation = context.invalidations.create(id, reference, paths);
  context.purge(
    ({ distribution, address }) => distribution === id && paths.some((path) => names(path, address)),
  );
  const location = `${context.runtime.urls.aws}${BASE}/distribution/${id}/invalidation/${invalidation.id}`;
  return { status: 201, headers: { location }, root: 'Invalidation', body: invalidationView(invalidation) };
}

async function getInvalidation(
  call: AwsCall,
  context: ApiContext,
  id: string,
  invalidationId: string,
): Promise<XmlAnswer> {
  distributionFor(call, context, 'GetInvalidation', id);
  const found = context.invalidations.find(id, invalidationId);
  if (!found) throw new AwsError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404);
  return { root: 'Invalidation', body: invalidationView(found) };
}

const PAGE = 100;

async function listInvalidations(call: AwsCall, context: ApiContext, id: string): Promise<XmlAnswer> {
  distributionFor(call, context, 'ListInvalidations', id);
  const limit = Number(call.query.get('MaxItems') ?? PAGE);
  if (!Number.isInteger(limit) || limit < 1) throw invalidArgument('The parameter MaxItems is not valid.');
  const marker = call.query.get('Marker') ?? undefined;
  const most = Math.min(limit, PAGE);
  const found = context.invalidations.list(id, marker, most + 1);
  const page = found.slice(0, most);
  const more = found.length > most;
  return {
    root: 'InvalidationList',
    body: {
      Marker: marker ?? '',
      ...(more && { NextMarker: page.at(-1)!.id }),
      MaxItems: limit,
      IsTruncated: more,
      Quantity: page.length,
      Items: {
        InvalidationSummary: page.map(({ id: Id, created }) => ({
          Id,
          CreateTime: iso(created),
          Status: 'Completed',
        })),
      },
    },
  };
}

/** Done by the time that it is answered: there is one edge, and it is here. */
const invalidationView = ({ id, created, paths, callerReference }: Invalidation) => ({
  Id: id,
  Status: 'Completed',
  CreateTime: iso(created),
  InvalidationBatch: {
    Paths: { Quantity: paths.length, Items: { Path: paths } },
    CallerReference: callerReference,
  },
});

async function getDistribution(call: AwsCall, context: ApiContext, id: string): Promise<XmlAnswer> {
  const distribution = distributionFor(call, context, 'GetDistribution', id);
  return {
    root: 'Distribution',
    body: {
      ...summary(distribution, context),
      InProgressInvalidationBatches: 0,
      DistributionConfig: {
        CallerReference: distribution.id,
        Enabled: distribution.enabled,
        Aliases: aliases(distribution),
        DefaultRootObject: distribution.defaultRootObject,
      },
    },
  };
}

async function listDistributions(call: AwsCall, context: ApiContext): Promise<XmlAnswer> {
  const { runtime, all } = context;
  runtime.peers.iam.authorize({ caller: call.caller, action: 'cloudfront:ListDistributions', resource: '*' });
  const distributions = all();
  return {
    root: 'DistributionList',
    body: {
      Marker: '',
      MaxItems: PAGE,
      IsTruncated: false,
      Quantity: distributions.length,
      Items: {
        DistributionSummary: distributions.map((distribution) => ({
          ...summary(distribution, context),
          Enabled: distribution.enabled,
          Aliases: aliases(distribution),
        })),
      },
    },
  };
}

const summary = ({ id, arn }: Distribution, { domainName }: ApiContext) => ({
  Id: id,
  ARN: arn,
  Status: 'Deployed',
  DomainName: domainName(id),
});

const aliases = ({ aliases: names }: Distribution) => ({
  Quantity: names.length,
  ...(names.length > 0 && { Items: { CNAME: names } }),
});
