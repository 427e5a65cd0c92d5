import { TemplateError } from '../../../runtime/errors.ts';
import { readBehavior, type Behavior, type Library } from './behavior.ts';
import { flag, items, list, number, readDocument, text, type Document } from './document.ts';
import { readOrigin, type OriginConfig } from './origin.ts';

/** What viewers get instead of an origin's error, and how long the error may be kept. */
export interface CustomErrorResponse {
  readonly errorCode: number;
  readonly cachingMinTtl: number;
  readonly responseCode: number | undefined;
  readonly pagePath: string | undefined;
}

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** Host names beside its own, in lower case. */
  readonly aliases: readonly string[];
  readonly defaultRootObject: string;
  /** In the order in which they are tried; the default one, which takes every path, is the last. */
  readonly behaviors: readonly Behavior[];
  readonly origins: ReadonlyMap<string, OriginConfig>;
  readonly errorResponses: readonly CustomErrorResponse[];
  /** Where its standard logs go; nowhere when absent. */
  readonly logging: Logging | undefined;
}

/** The bucket, by name, and what stands before every key in it. */
export interface Logging {
  readonly bucket: string;
  readonly prefix: string;
  readonly includeCookies: boolean;
}

/** How long an error is kept when no custom error response says so, in seconds. */
const ERROR_CACHING_TTL = 10;

/** Members of `DistributionConfig` that change nothing on one machine: its network and its bill. */
const WITHOUT_EFFECT = ['Comment', 'HttpVersion', 'IPV6Enabled', 'PriceClass', 'ViewerCertificate'];

export function readDistribution(
  logicalId: string,
  identity: { readonly id: string; readonly arn: string },
  config: unknown,
  library: Library,
): Distribution {
  const document = readDocument(logicalId, 'DistributionConfig', config, [
    ...WITHOUT_EFFECT,
    'Aliases',
    'CacheBehaviors',
    'CustomErrorResponses',
    'DefaultCacheBehavior',
    'DefaultRootObject',
    'Enabled',
    'Logging',
    'Origins',
    'Restrictions',
    'WebACLId',
  ]);
  refuseRestrictions(logicalId, document);
  const origins = new Map(
    list(document['Origins']).map((origin) => {
      const read = readOrigin(logicalId, origin, library);
      return [read.id, read] as const;
    }),
  );
  const behaviors = [
    ...list(document['CacheBehaviors']).map((behavior) => readBehavior(logicalId, behavior, library)),
    readBehavior(logicalId, { ...(document['DefaultCacheBehavior'] as object), PathPattern: '*' }, library),
  ];
  for (const { originId } of behaviors)
    if (!origins.has(originId)) throw new TemplateError(logicalId, `there is no origin "${originId}".`);

  return {
    ...identity,
    enabled: flag(document['Enabled']),
    aliases: items(document['Aliases']).map((alias) => alias.toLowerCase()),
    defaultRootObject: text(document['DefaultRootObject']),
    behaviors,
    origins,
    errorResponses: list(document['CustomErrorResponses']).map((response) =>
      readErrorResponse(logicalId, response),
    ),
    logging: document['Logging'] === undefined ? undefined : readLogging(logicalId, document['Logging']),
  };
}

/** What would keep viewers out on AWS must not let them in here. */
function refuseRestrictions(logicalId: string, document: Document): void {
  if (text(document['WebACLId']) !== '') throw new TemplateError(logicalId, 'WebACLId is not supported.');
  const { GeoRestriction: geo } = (document['Restrictions'] ?? {}) as {
    GeoRestriction?: { RestrictionType?: string };
  };
  if ((geo?.RestrictionType ?? 'none') !== 'none')
    throw new TemplateError(logicalId, 'Restrictions.GeoRestriction is not supported.');
}

function readLogging(logicalId: string, value: unknown): Logging {
  const document = readDocument(logicalId, 'Logging', value, ['Bucket', 'IncludeCookies', 'Prefix']);
  const prefix = text(document['Prefix']);
  return {
    // A domain name: `<bucket>.s3.amazonaws.com`, or the one of its region.
    bucket: text(document['Bucket']).split('.s3.')[0]!,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    includeCookies: flag(document['IncludeCookies']),
  };
}

function readErrorResponse(logicalId: string, value: unknown): CustomErrorResponse {
  const document = readDocument(logicalId, 'CustomErrorResponses', value, [
    'ErrorCode',
    'ErrorCachingMinTTL',
    'ResponseCode',
    'ResponsePagePath',
  ]);
  const page = document['ResponsePagePath'];
  return {
    errorCode: number(document['ErrorCode'], 0),
    cachingMinTtl: number(document['ErrorCachingMinTTL'], ERROR_CACHING_TTL),
    responseCode: document['ResponseCode'] === undefined ? undefined : number(document['ResponseCode'], 0),
    pagePath: page === undefined || page === '' ? undefined : text(page),
  };
}

export function errorCachingTtl(distribution: Distribution, status: number): number {
  return (
    distribution.errorResponses.find(({ errorCode }) => errorCode === status)?.cachingMinTtl ??
    ERROR_CACHING_TTL
  );
}
