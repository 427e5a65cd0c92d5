import { matchesWildcard } from '../wildcard.ts';

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** Replaces what the origin says about sharing; else it only speaks where the origin is silent. */
  readonly override: boolean;
}

type Headers = Readonly<Record<string, string>>;

const isCorsHeader = (name: string) => name.startsWith('access-control-');

/** The response's headers as a page of another origin gets them. `request` are the viewer's, in lower case. */
export function applyCors(cors: Cors, method: string, request: Headers, response: Headers): Headers {
  const origin = request['origin'];
  if (origin === undefined) return response;
  if (!cors.override && Object.keys(response).some(isCorsHeader)) return response;

  const others = Object.fromEntries(Object.entries(response).filter(([name]) => !isCorsHeader(name)));
  if (!cors.origins.some((allowed) => matchesWildcard(allowed.toLowerCase(), origin.toLowerCase())))
    return others;
  const anyone = cors.origins.includes('*') && !cors.credentials;
  const preflight = method === 'OPTIONS' && request['access-control-request-method'] !== undefined;
  return {
    ...others,
    'access-control-allow-origin': anyone ? '*' : origin,
    ...(!anyone && { vary: [others['vary'], 'Origin'].filter(Boolean).join(', ') }),
    ...(cors.credentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(', ') }),
    ...(preflight && preflightHeaders(cors)),
  };
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
