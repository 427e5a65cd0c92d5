import { matchesWildcard } from '../wildcard.ts';

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** Replaces what the origin says about sharing; else each header only speaks where the origin is silent. */
  readonly override: boolean;
}

type Headers = Readonly<Record<string, string>>;

const isCorsHeader = (name: string) => name.startsWith('access-control-');

/** The response's headers as a page of another origin gets them. `request` are the viewer's, in lower case. */
export function applyCors(cors: Cors, method: string, request: Headers, response: Headers): Headers {
  const origin = request['origin'];
  if (origin === undefined) return response;
  const allowed = cors.origins.some((pattern) =>
    matchesWildcard(pattern.toLowerCase(), origin.toLowerCase()),
  );
  const own = allowed ? sharingHeaders(cors, method, request, origin) : {};
  // Header by header: where the origin spoke of sharing too, `override` says whose word counts.
  if (!cors.override) return withVary({ ...own, ...response }, cors, own);
  const others = Object.fromEntries(Object.entries(response).filter(([name]) => !isCorsHeader(name)));
  return withVary({ ...others, ...own }, cors, own);
}

const isForAnyone = (cors: Cors) => cors.origins.includes('*') && !cors.credentials;

function sharingHeaders(cors: Cors, method: string, request: Headers, origin: string): Headers {
  const preflight = method === 'OPTIONS' && request['access-control-request-method'] !== undefined;
  return {
    'access-control-allow-origin': isForAnyone(cors) ? '*' : origin,
    ...(cors.credentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(', ') }),
    ...(preflight && preflightHeaders(cors)),
  };
}

/** An answer that names one page is not the answer for another. */
function withVary(headers: Headers, cors: Cors, own: Headers): Headers {
  const name = 'access-control-allow-origin';
  if (isForAnyone(cors) || own[name] === undefined || headers[name] !== own[name]) return headers;
  return { ...headers, vary: [headers['vary'], 'Origin'].filter(Boolean).join(', ') };
}

const preflightHeaders = (cors: Cors): Headers => ({
  ...(cors.methods.length > 0 && {
    'access-control-allow-methods': cors.methods.includes('ALL')
      ? 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS'
      : cors.methods.join(', '),
  }),
  ...(cors.headers.length > 0 && { 'access-control-allow-headers': cors.headers.join(', ') }),
  ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
});
