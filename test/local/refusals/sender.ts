import { Readable } from 'node:stream';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalAws } from '../../support/local.ts';

/** A request as the SDK hands it to what sends it. */
export interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** What is wrong with a request. Left out, it is as the SDK means it. */
export interface Change {
  readonly request?: (asked: SdkRequest) => Partial<SdkRequest>;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly region?: string;
  readonly scope?: string;
  readonly signedAt?: Date;
  readonly unsigned?: boolean;
  /** What is sent in place of the body that was signed. */
  readonly sent?: string;
}

/** What came back, beside what the SDK made of it. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** No answer takes longer. */
const DEADLINE_MS = 10_000;

/** Options for any SDK client: it makes the request, which is then broken, signed anew, and sent. */
export function sender(local: LocalAws, scope: string, change: Change) {
  let seen: Seen | undefined;
  const handle = async (asked: SdkRequest) => {
    const given: SdkRequest = { ...asked, headers: bare(asked.headers) };
    const request = { ...given, ...change.request?.(given) };
    const { hostname, port, query = {} } = request;
    const host = `${hostname}:${port}`;
    request.headers['host'] = host;
    const signer = new SignatureV4({
      credentials: change.credentials ?? local.credentials,
      region: change.region ?? local.region,
      service: change.scope ?? scope,
      sha256: Sha256,
      uriEscapePath: scope !== 's3',
    });
    const { headers } = change.unsigned
      ? request
      : await signer.sign(
          { ...request, query: defined(query) },
          change.signedAt && { signingDate: change.signedAt },
        );
    const pairs = new URLSearchParams(
      Object.entries(defined(query)).map(([key, value]) => [key, String(value)]),
    );
    const answer = await fetch(`http://${host}${request.path}?${pairs}`, {
      method: request.method,
      headers,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(hasBody(request) && { body: change.sent ?? String(request.body ?? '') }),
    });
    seen = { status: answer.status, headers: answer.headers, text: await answer.text() };
    const response = {
      statusCode: seen.status,
      headers: Object.fromEntries(seen.headers),
      body: Readable.from([Buffer.from(seen.text)]),
    };
    return { response };
  };
  return {
    options: { ...local.client, maxAttempts: 1, requestHandler: { handle } },
    seen: () => seen!,
  };
}

export type SdkOptions = ReturnType<typeof sender>['options'];

const hasBody = ({ method }: SdkRequest) => method !== 'GET' && method !== 'HEAD';

const defined = (query: NonNullable<SdkRequest['query']>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value ?? '']));

/** Without what the SDK's own signature put there. */
const bare = (headers: SdkRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !/^(authorization|x-amz-date|x-amz-content-sha256|x-amz-security-token|content-length)$/i.test(name),
    ),
  );
