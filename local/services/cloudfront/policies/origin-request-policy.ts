import { readDocument } from '../config/document.ts';
import { all, allExcept, none, only, readConfig, type Selection } from './selection.ts';

/** What of the viewer's request an origin gets to see, beside what is in the cache key. */
export interface OriginRequestPolicy {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly query: Selection;
}

export const NO_ORIGIN_REQUEST_POLICY: OriginRequestPolicy = { headers: none, cookies: none, query: none };

const CORS_HEADERS = ['origin', 'access-control-request-headers', 'access-control-request-method'];

/** AWS's managed policies, by id. */
export const MANAGED_ORIGIN_REQUEST_POLICIES: Readonly<Record<string, OriginRequestPolicy>> = {
  // AllViewer
  '216adef6-5c7f-47e4-b989-5492eafa07d3': { headers: all, cookies: all, query: all },
  // AllViewerExceptHostHeader
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': { headers: allExcept(['host']), cookies: all, query: all },
  // CORS-S3Origin
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': { headers: only(CORS_HEADERS), cookies: none, query: none },
  // CORS-CustomOrigin
  '59781a5b-3903-41f3-afcb-af62929ccde1': { headers: only(['origin']), cookies: none, query: none },
  // UserAgentRefererHeaders
  'acba4595-bd28-49b8-b9fe-13317c0390fa': {
    headers: only(['user-agent', 'referer']),
    cookies: none,
    query: none,
  },
};

export function readOriginRequestPolicy(logicalId: string, config: unknown): OriginRequestPolicy {
  const document = readDocument(logicalId, 'OriginRequestPolicyConfig', config, [
    'Comment',
    'Name',
    'CookiesConfig',
    'HeadersConfig',
    'QueryStringsConfig',
  ]);
  return {
    headers: readConfig(logicalId, document['HeadersConfig'], 'Header'),
    cookies: readConfig(logicalId, document['CookiesConfig'], 'Cookie'),
    query: readConfig(logicalId, document['QueryStringsConfig'], 'QueryString'),
  };
}
