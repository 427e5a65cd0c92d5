import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { AUTH_TYPES } from '../auth/caller.ts';
import { FieldError, type ErrorDetail } from '../errors.ts';
import { noEffects } from '../javascript/invocation.ts';
import { compileCode, createLoader, type HandlerName, type HandlerResult } from '../javascript/module.ts';
import { createRealm } from '../javascript/realm.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';

const LARGEST_CODE = 32_768;
const HANDLERS: readonly string[] = ['request', 'response'] satisfies HandlerName[];

/** `EvaluateCode`: runs one handler on a context, in a realm of its own. What the code does wrong is part of the answer. */
export function evaluateCode(body: Buffer, runtime: Runtime): JsonObject {
  const { code, handler, context } = readRequest(body);
  const logs: string[] = [];
  const outErrors: ErrorDetail[] = [];
  const realm = createRealm((level, values) => logs.push(`${level.toUpperCase()} - ${values}`));
  const load = createLoader(realm, (_id, error) => logs.push(`ERROR - ${textOf(error)}`));
  const answer = (outcome: JsonObject) => ({ ...outcome, logs, outErrors: JSON.stringify(outErrors) });
  try {
    const { value, stash }: HandlerResult = load(compileCode('code', code))(
      handler,
      { eager: JSON.stringify({ arguments: {}, stash: {}, ...context }), lazy: {} },
      {
        authType: authTypeOf(context['identity']),
        now: () => runtime.clock.now(),
        effects: noEffects(),
        appendError: ({ message, errorType, data, errorInfo }) =>
          outErrors.push({ message, errorType, data, errorInfo }),
      },
    );
    return answer({ evaluationResult: JSON.stringify(value), stash });
  } catch (error) {
    const codeErrors =
      error instanceof FieldError ? [] : [{ errorType: 'PARSER_ERROR', value: textOf(error) }];
    return answer({ error: { message: textOf(error), codeErrors } });
  }
}

function readRequest(body: Buffer): { code: string; handler: HandlerName; context: JsonObject } {
  const refuse = (message: string) => new AwsError('BadRequestException', message, 400);
  const request = parseJson(body.toString('utf8'));
  if (!isObject(request)) throw refuse('The request body is no JSON object.');
  const { runtime, code, context, function: handler = 'request' } = request;
  if (!isObject(runtime) || runtime['name'] !== 'APPSYNC_JS' || runtime['runtimeVersion'] !== '1.0.0')
    throw refuse('The runtime must be APPSYNC_JS 1.0.0.');
  if (typeof code !== 'string' || code.length === 0 || code.length > LARGEST_CODE)
    throw refuse(`The code must have 1 to ${LARGEST_CODE} characters.`);
  if (typeof handler !== 'string' || !HANDLERS.includes(handler))
    throw refuse('The function must be request or response.');
  const parsed = typeof context === 'string' ? parseJson(context) : undefined;
  if (!isObject(parsed)) throw refuse('The context must be a JSON object.');
  return { code, handler: handler as HandlerName, context: parsed };
}

/** Which mode an identity comes from, by its shape. */
function authTypeOf(identity: unknown): string {
  if (!isObject(identity)) return AUTH_TYPES.API_KEY;
  return 'claims' in identity ? AUTH_TYPES.AMAZON_COGNITO_USER_POOLS : AUTH_TYPES.AWS_IAM;
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
