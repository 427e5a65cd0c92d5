import { Readable } from 'node:stream';
import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall, Created, Resource } from '../../../runtime/service.ts';
import { PAYLOAD_LIMIT } from '../execution/executor.ts';
import { authorizeFunction, type Functions } from '../function.ts';
import { functionOf } from '../resources/function-of.ts';
import { corsHeaders, isPreflight, type CorsRules } from './cors.ts';
import { urlEvent, type UrlRequest } from './request.ts';
import { plainResponse, urlResponse, type UrlResponse } from './response.ts';

interface UrlProperties {
  readonly AuthType?: string;
  readonly Cors?: CorsRules;
  readonly InvokeMode?: string;
}

export interface FunctionUrl {
  readonly logicalId: string;
  /** The function's ARN, with the qualifier if there is one. */
  readonly functionArn: string;
  readonly url: string;
  readonly authType: string;
  readonly cors: CorsRules | undefined;
}

/** The function URLs of one installation: on the AWS port by host name, and as origins of the CDN. */
export interface FunctionUrls {
  create(resource: Resource): Created;
  delete(resource: Resource): void;
  /** The URLs of a function or of one of its qualifiers. */
  of(functionArn: string): readonly FunctionUrl[];
  /** True when the call is for the host of a function URL rather than for the Lambda API. */
  owns(call: AwsCall): boolean;
  handle(call: AwsCall): Promise<void>;
}

export function createFunctionUrls(runtime: Runtime, functions: Functions): FunctionUrls {
  const urls = new Map<string, FunctionUrl>();
  const hostOf = (call: AwsCall) => (call.headers['host'] ?? '').toLowerCase().split(':')[0]!;
  const suffix = `.lambda-url.${runtime.region}.localhost`;
  const domainOf = (logicalId: string) => `${runtime.idFor(logicalId, 32)}${suffix}`;

  async function respond(domainName: string, request: UrlRequest, requestId: string): Promise<UrlResponse> {
    const url = urls.get(domainName);
    if (!url) return forbidden();
    const preflight = url.cors !== undefined && isPreflight(request.method, request.headers);
    const response = preflight
      ? { status: 200, headers: {}, cookies: [], body: Buffer.alloc(0) }
      : await invoke(url, domainName, request, requestId);
    const cors = url.cors ? corsHeaders(url.cors, request.headers, preflight) : {};
    return { ...response, headers: { ...response.headers, ...cors } };
  }

  async function invoke(
    url: FunctionUrl,
    domainName: string,
    request: UrlRequest,
    requestId: string,
  ): Promise<UrlResponse> {
    const { functionArn, authType } = url;
    try {
      const target = functions.find(functionArn);
      // AWS asks for both: the right to the URL, and the right to the function by way of a URL.
      const context = { 'lambda:FunctionUrlAuthType': authType };
      authorizeFunction(runtime, target, 'InvokeFunctionUrl', request.caller, context);
      authorizeFunction(runtime, target, 'InvokeFunction', request.caller, {
        ...context,
        'lambda:InvokedViaFunctionUrl': 'true',
      });
      const payload = JSON.stringify(urlEvent(request, domainName, requestId, runtime));
      const { executor, definition } = target.version;
      const execution = await executor.execute({ payload, requestId, invokedArn: target.arn });
      if (!execution.functionError) return urlResponse(execution.payload);
      runtime.log.warn('lambda', `${definition.name} failed: ${execution.failure}`);
      return plainResponse(502, 'Internal Server Error', 'InternalServerErrorException');
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.status === 429) return plainResponse(429, 'Rate Exceeded.', error.code);
      return forbidden();
    }
  }

  return {
    create(resource) {
      allowProperties(resource, ['AuthType', 'Cors', 'InvokeMode', 'Qualifier', 'TargetFunctionArn']);
      const { logicalId } = resource;
      const { AuthType = 'AWS_IAM', Cors, InvokeMode = 'BUFFERED' } = resource.properties as UrlProperties;
      if (InvokeMode !== 'BUFFERED')
        throw new TemplateError(logicalId, 'response streaming of function URLs is not supported.');
      if (AuthType !== 'AWS_IAM' && AuthType !== 'NONE')
        throw new TemplateError(logicalId, `the AuthType ${AuthType} is not one.`);
      const { arn: functionArn } = functionOf(resource, functions, 'TargetFunctionArn');
      const domainName = domainOf(logicalId);
      const host = `${domainName}:${runtime.ports.aws}`;
      const url = `http://${host}/`;
      urls.set(domainName, { logicalId, functionArn, url, authType: AuthType, cors: Cors });

      for (const name of [domainName, host])
        runtime.origins.register(name, async ({ method, path, query, headers, caller }) => {
          const request = {
            method,
            path,
            query,
            headers,
            caller,
            body: Buffer.alloc(0),
            sourceIp: '127.0.0.1',
          };
          const {
            status,
            headers: answered,
            cookies,
            body,
          } = await respond(domainName, request, runtime.uuid());
          const setCookie = cookies.length > 0 && { 'set-cookie': cookies.join(', ') };
          return { status, headers: { ...answered, ...setCookie }, body: Readable.from([body]) };
        });
      return { ref: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl: url } };
    },

    // Its name stays known to the CDN, which is then refused like everyone.
    delete: ({ logicalId }) => void urls.delete(domainOf(logicalId)),

    of: (functionArn) => [...urls.values()].filter((url) => url.functionArn === functionArn),

    owns: (call) => hostOf(call).endsWith(suffix),

    async handle(call) {
      const { method, path, headers, caller, requestId, response } = call;
      const query = call.request.url?.split('?')[1] ?? '';
      const sourceIp = call.request.socket.remoteAddress ?? '127.0.0.1';
      let answer: UrlResponse;
      try {
        const body = await call.body(PAYLOAD_LIMIT);
        answer = await respond(
          hostOf(call),
          { method, path, query, headers, caller, body, sourceIp },
          requestId,
        );
      } catch (error) {
        if (!(error instanceof AwsError)) runtime.log.fault('lambda', error);
        answer =
          error instanceof AwsError
            ? plainResponse(error.status, error.message, error.code)
            : plainResponse(500, 'Internal Server Error');
      }
      if (response.destroyed) return;
      if (answer.cookies.length > 0) response.setHeader('set-cookie', answer.cookies);
      response.writeHead(answer.status, {
        ...answer.headers,
        'content-length': answer.body.length,
        'x-amzn-requestid': requestId,
      });
      response.end(answer.body);
    },
  };
}

const forbidden = () => plainResponse(403, 'Forbidden', 'AccessDeniedException');
