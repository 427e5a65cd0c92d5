import { AwsError } from '../../../../runtime/errors.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import type { HttpSourceDefinition } from '../../template/data-source.ts';
import { actingAs } from '../acting-as.ts';
import type { DataSource, DataSourceAnswer } from '../data-source.ts';
import { targetOf } from './endpoint.ts';
import { readHttpRequest } from './read-request.ts';
import { AnswerTooLarge, send } from './send.ts';
import { signedHeaders } from './sign.ts';

/** The time of a whole GraphQL request. */
const TIME_LIMIT_MS = 30_000;
/** What a handler may be handed. */
const LARGEST_ANSWER = 5 * 1024 * 1024;

/** The HTTP data source of one endpoint. Any status is a result; only a failed exchange is an error. */
export function createHttpSource({ endpoint, signing }: HttpSourceDefinition, runtime: Runtime): DataSource {
  const target = targetOf(new URL(endpoint), runtime);
  // Whether the role lets AppSync in is asked of IAM, though the credentials are made here.
  const assume = signing && actingAs(signing.roleArn, runtime);

  return async ({ request }) => {
    const call = readHttpRequest(request);
    try {
      assume?.();
      const headers = signing ? await signedHeaders(call, target, signing, runtime) : call.headers;
      const limits = { timeoutMs: TIME_LIMIT_MS, largestAnswer: LARGEST_ANSWER };
      return { result: await send(target, call, headers, limits) };
    } catch (error) {
      const answer = failureOf(error, endpoint);
      if (!answer) runtime.log.fault('appsync', error);
      return {
        result: null,
        error: answer ?? { type: 'Http:InternalFailure', message: 'The request failed.' },
      };
    }
  };
}

/** What the handler finds in `ctx.error`: AppSync's own types for these are not documented. */
function failureOf(error: unknown, endpoint: string): DataSourceAnswer['error'] {
  if (error instanceof AwsError) return { type: `Http:${error.code}`, message: error.message };
  if (error instanceof AnswerTooLarge)
    return { type: 'Http:ResponseTooLarge', message: `The response of ${endpoint} is larger than 5 MB.` };
  if (!(error instanceof Error)) return undefined;
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError')
    return { type: 'Http:ExecutionTimeout', message: `${endpoint} did not answer in time.` };
  if (code === undefined) return undefined;
  // A header or path with characters that none may have.
  if (/^ERR_(INVALID|UNESCAPED|HTTP)/.test(code)) return { type: 'Http:BadRequest', message };
  return { type: 'Http:ConnectionFailed', message: `${endpoint} could not be reached: ${code}.` };
}
