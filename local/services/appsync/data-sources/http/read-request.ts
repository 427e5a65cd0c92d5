import { isObject, type JsonObject } from '../../json.ts';
import { allowElements, malformed } from '../malformed.ts';

/** One request to the endpoint, as the resolver asked for it. */
export interface HttpCall {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const ELEMENTS: readonly string[] = ['version', 'method', 'resourcePath', 'params'];
/** Headers that belong to the connection, and not to whoever asks. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
]);

/** Reads a request object of an HTTP data source. */
export function readHttpRequest(request: JsonObject): HttpCall {
  allowElements(request, ELEMENTS);
  allowElements(request['params'], ['headers', 'query', 'body'], '$[params]');
  const { method, resourcePath } = request;
  if (typeof method !== 'string') throw malformed("Value for field '$[method]' not found.");
  if (!METHODS.includes(method)) throw malformed(`Unsupported method '${method}'.`);
  if (typeof resourcePath !== 'string') throw malformed("Value for field '$[resourcePath]' not found.");
  // A path that does not begin here could name another host: `@elsewhere`.
  if (!resourcePath.startsWith('/')) throw malformed("The resourcePath must begin with '/'.");
  const params = isObject(request['params']) ? request['params'] : {};
  const { path, query } = splitPath(resourcePath);
  return {
    method,
    path,
    query: { ...query, ...texts(params['query']) },
    headers: readHeaders(params['headers']),
    body: readBody(params['body']),
  };
}

/** A query may stand in the path, too. */
function splitPath(resourcePath: string): Pick<HttpCall, 'path' | 'query'> {
  const [path = '/', ...rest] = resourcePath.split('?');
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(rest.join('?'))) {
    const known = query[name];
    query[name] = known === undefined ? value : [known, value].flat();
  }
  return { path: encodeURI(decodable(path)), query };
}

/** What is encoded already is not encoded twice. */
function decodable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    throw malformed('The resourcePath is not a path.');
  }
}

const texts = (values: unknown): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(isObject(values) ? values : {})
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(text) : text(value)]),
  );

const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const readHeaders = (headers: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts(headers))
      .map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')] as const)
      .filter(([name]) => !OWN_HEADERS.has(name)),
  );

function readBody(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
