import { hash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError } from './errors.ts';
import { flatHeaders } from './headers.ts';
import { signedService, takesUnsigned, unsignedService } from './meant-service.ts';
import type { Principal } from './principal.ts';
import { refuse } from './protocols/refusal.ts';
import { readBody } from './read-body.ts';
import type { Runtime } from './runtime.ts';
import type { AwsCall, Service } from './service.ts';
import { assertScope, readClaim, verifySignature, type SignatureClaim, type SignedRequest } from './sigv4.ts';

const DEFAULT_BODY_LIMIT = 16 * 1024 * 1024;
/** How long a caller may be silent in the middle of what it sends: S3 itself waits some 20 seconds. */
const BODY_IDLE_MS = 20_000;

/**
 * The one port that speaks the AWS APIs. Each request is verified, then handed to the service that its
 * signature's scope names; a request without a signature goes to the few services that take such.
 *
 * @param services the handlers by SigV4 scope name (`s3`, `sqs`, `cognito-idp`, …)
 * @param bodyIdleMs silence after which a half-sent request is given up, in milliseconds
 */
export function createAwsPort(
  runtime: Runtime,
  services: Readonly<Record<string, Service>>,
  { bodyIdleMs = BODY_IDLE_MS }: { readonly bodyIdleMs?: number } = {},
): Server {
  const isKnown = (name: string) => Object.hasOwn(services, name);
  const server = createServer((request, response) => {
    // Node says so only while more of the request is to come. Who waits for an answer is silent too, and may be.
    request.on('timeout', () => request.destroy());
    response.on('timeout', () => undefined);
    void serve(request, response).catch((error: unknown) => {
      runtime.log.fault('aws', error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // Uploads of gigabytes take their time, as long as they go on.
  server.requestTimeout = 0;
  server.timeout = bodyIdleMs;
  return server;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const target = request.url ?? '/';
    const at = target.indexOf('?');
    const signed: SignedRequest = {
      method: request.method ?? 'GET',
      path: at < 0 ? target : target.slice(0, at),
      query: at < 0 ? '' : target.slice(at + 1),
      headers: flatHeaders(request.headers),
    };
    // Until its signature says more: whose words a refusal is written in.
    let name = unsignedService(signed) ?? '';
    try {
      const claim = readClaim(signed);
      if (claim) {
        name = signedService(signed, claim.service, isKnown);
        assertScope(claim, name);
      } else if (!takesUnsigned(name, signed)) {
        throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
      }
      const service = isKnown(name) ? services[name] : undefined;
      if (!service?.handle)
        throw new AwsError('UnknownService', `No service answers to "${name}" on this machine.`, 404);
      const read = bodyReader(request, signed.headers);
      const caller = claim ? await identify(signed, claim, read) : ({ kind: 'anonymous' } as const);
      await service.handle({
        service: name,
        method: signed.method,
        path: signed.path,
        query: new URLSearchParams(signed.query),
        headers: signed.headers,
        caller,
        requestId,
        request,
        response,
        body: read,
      });
    } catch (error) {
      refuse({ service: name, headers: signed.headers, response, requestId }, error, runtime.log);
      // What the client still sends is of no use to anyone; reading it lets the refusal arrive.
      request.resume();
    }
  }

  async function identify(
    signed: SignedRequest,
    claim: SignatureClaim,
    read: AwsCall['body'],
  ): Promise<Principal> {
    const { service } = claim;
    const now = runtime.clock.now();
    const options = { credentials: runtime.credentials, service, region: runtime.region, now, claim };
    // A signature without a payload header covers the body itself, except where the body is streamed (S3).
    const needsBody = signed.headers['x-amz-content-sha256'] === undefined && service !== 's3';
    return verifySignature(needsBody ? { ...signed, body: await read() } : signed, options);
  }
}

/** Reads the body once, however often it is asked for. */
function bodyReader(request: IncomingMessage, headers: Readonly<Record<string, string>>): AwsCall['body'] {
  let whole: Promise<Buffer> | undefined;
  return (limit = DEFAULT_BODY_LIMIT) => (whole ??= readSigned(request, headers, limit));
}

async function readSigned(
  request: IncomingMessage,
  headers: Readonly<Record<string, string>>,
  limit: number,
): Promise<Buffer> {
  const tooLarge = () =>
    new AwsError('RequestEntityTooLarge', `The request body is larger than ${limit} bytes.`, 413);
  const body = await readBody(request, limit, tooLarge);
  const declared = headers['x-amz-content-sha256'];
  if (declared && /^[0-9a-f]{64}$/.test(declared) && hash('sha256', body, 'hex') !== declared)
    throw new AwsError('SignatureDoesNotMatch', 'The body does not have the signed hash.', 403);
  return body;
}
