import { TemplateError } from '../../../runtime/errors.ts';
import { flag, items, list, number, readDocument, text, type Document } from '../config/document.ts';
import type { Cors } from './cors.ts';

/** A header that is set on every response, or only where the origin set none. */
export interface AddedHeader {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

export interface ResponseHeadersPolicy {
  readonly cors: Cors | undefined;
  readonly added: readonly AddedHeader[];
  /** Lower-case names that viewers never see. */
  readonly removed: readonly string[];
  /** Per cent of the answers that carry `Server-Timing`; absent: none, not even on request. */
  readonly serverTimingRate?: number;
}

const anyOrigin: Cors = {
  origins: ['*'],
  methods: [],
  headers: [],
  exposed: [],
  credentials: false,
  maxAgeSeconds: undefined,
  override: false,
};
const withPreflight: Cors = {
  ...anyOrigin,
  methods: ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
  exposed: ['*'],
};
const header = (name: string, value: string, override = false): AddedHeader => ({ name, value, override });
const security: readonly AddedHeader[] = [
  header('strict-transport-security', 'max-age=31536000'),
  header('x-content-type-options', 'nosniff', true),
  header('x-frame-options', 'SAMEORIGIN'),
  header('x-xss-protection', '1; mode=block'),
  header('referrer-policy', 'strict-origin-when-cross-origin'),
];

/** AWS's managed policies, by id. */
export const MANAGED_RESPONSE_HEADERS_POLICIES: Readonly<Record<string, ResponseHeadersPolicy>> = {
  // SimpleCORS
  '60669652-455b-4ae9-85a4-c4c02393f86c': { cors: anyOrigin, added: [], removed: [] },
  // CORS-With-Preflight
  '5cc3b908-e619-4b99-88e5-2cf7f45965bd': { cors: withPreflight, added: [], removed: [] },
  // SecurityHeadersPolicy
  '67f7725c-6f97-4210-82d7-5512b31e9d03': { cors: undefined, added: security, removed: [] },
  // CORS-and-SecurityHeadersPolicy
  'e61eb60c-9c35-4d20-a928-2b84e02af89c': { cors: anyOrigin, added: security, removed: [] },
  // CORS-with-preflight-and-SecurityHeadersPolicy
  'eaab4381-ed33-4a86-88ca-d9558dc6cd63': { cors: withPreflight, added: security, removed: [] },
};

export function readResponseHeadersPolicy(logicalId: string, config: unknown): ResponseHeadersPolicy {
  const document = readDocument(logicalId, 'ResponseHeadersPolicyConfig', config, [
    'Comment',
    'Name',
    'CorsConfig',
    'CustomHeadersConfig',
    'RemoveHeadersConfig',
    'SecurityHeadersConfig',
    'ServerTimingHeadersConfig',
  ]);
  const timing = readDocument(
    logicalId,
    'ServerTimingHeadersConfig',
    document['ServerTimingHeadersConfig'] ?? {},
    ['Enabled', 'SamplingRate'],
  );
  const custom = list(
    (document['CustomHeadersConfig'] as Document | undefined)?.['Items'],
  ) as readonly Document[];
  const removed = list(
    (document['RemoveHeadersConfig'] as Document | undefined)?.['Items'],
  ) as readonly Document[];
  return {
    cors: document['CorsConfig'] === undefined ? undefined : readCors(logicalId, document['CorsConfig']),
    added: [
      ...readSecurityHeaders(logicalId, document['SecurityHeadersConfig'] ?? {}),
      ...custom.map((item) =>
        header(text(item['Header']).toLowerCase(), text(item['Value']), flag(item['Override'])),
      ),
    ],
    removed: removed.map((item) => removable(logicalId, text(item['Header']).toLowerCase())),
    ...(flag(timing['Enabled']) && { serverTimingRate: number(timing['SamplingRate'], 0) }),
  };
}

/** Headers without which an answer would be another one, or CloudFront's own. */
const NOT_REMOVABLE =
  /^(connection|content-(encoding|length)|expect|host|keep-alive|proxy-(authenticate|authorization|connection)|trailer|transfer-encoding|upgrade|via|warning|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

function removable(logicalId: string, name: string): string {
  if (NOT_REMOVABLE.test(name))
    throw new TemplateError(logicalId, `RemoveHeadersConfig: the header "${name}" cannot be removed.`);
  return name;
}

function readCors(logicalId: string, config: unknown): Cors {
  const cors = readDocument(logicalId, 'CorsConfig', config, [
    'AccessControlAllowCredentials',
    'AccessControlAllowHeaders',
    'AccessControlAllowMethods',
    'AccessControlAllowOrigins',
    'AccessControlExposeHeaders',
    'AccessControlMaxAgeSec',
    'OriginOverride',
  ]);
  const maxAge = cors['AccessControlMaxAgeSec'];
  return {
    origins: items(cors['AccessControlAllowOrigins']),
    methods: items(cors['AccessControlAllowMethods']),
    headers: items(cors['AccessControlAllowHeaders']),
    exposed: items(cors['AccessControlExposeHeaders']),
    credentials: flag(cors['AccessControlAllowCredentials']),
    maxAgeSeconds: maxAge === undefined ? undefined : number(maxAge, 0),
    override: flag(cors['OriginOverride']),
  };
}

/** Each part of `SecurityHeadersConfig`, the header that it sets, and the value that it stands for. */
const SECURITY_HEADERS: Readonly<Record<string, { name: string; value: (part: Document) => string }>> = {
  ContentTypeOptions: { name: 'x-content-type-options', value: () => 'nosniff' },
  FrameOptions: { name: 'x-frame-options', value: (part) => text(part['FrameOption']) },
  ReferrerPolicy: { name: 'referrer-policy', value: (part) => text(part['ReferrerPolicy']) },
  ContentSecurityPolicy: {
    name: 'content-security-policy',
    value: (part) => text(part['ContentSecurityPolicy']),
  },
  StrictTransportSecurity: {
    name: 'strict-transport-security',
    value: (part) =>
      [
        `max-age=${number(part['AccessControlMaxAgeSec'], 0)}`,
        ...(flag(part['IncludeSubdomains']) ? ['includeSubDomains'] : []),
        ...(flag(part['Preload']) ? ['preload'] : []),
      ].join('; '),
  },
  XSSProtection: {
    name: 'x-xss-protection',
    value: (part) =>
      [
        flag(part['Protection']) ? '1' : '0',
        ...(flag(part['ModeBlock']) ? ['mode=block'] : []),
        ...(part['ReportUri'] === undefined ? [] : [`report=${text(part['ReportUri'])}`]),
      ].join('; '),
  },
};

function readSecurityHeaders(logicalId: string, config: unknown): AddedHeader[] {
  const document = readDocument(logicalId, 'SecurityHeadersConfig', config, Object.keys(SECURITY_HEADERS));
  return Object.entries(SECURITY_HEADERS).flatMap(([part, { name, value }]) => {
    const settings = document[part] as Document | undefined;
    return settings === undefined ? [] : [header(name, value(settings), flag(settings['Override']))];
  });
}
