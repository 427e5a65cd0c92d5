import type { ErrorDetail } from '../errors.ts';
import { asFunctionBody } from '../javascript/as-function.ts';
import { parseCode } from '../javascript/check-code.ts';
import { noEffects, type Invocation } from '../javascript/invocation.ts';
import { compileCode, createLoader } from '../javascript/module.ts';
import { createRealm } from '../javascript/realm.ts';

export const printed: string[] = [];
export const faults: unknown[] = [];
const load = createLoader(
  createRealm((level, values) => printed.push(`${level} ${values}`)),
  (_logicalId, error) => faults.push(error),
);

export function invocation(
  change: Partial<Invocation> = {},
): Invocation & { readonly appended: ErrorDetail[] } {
  const appended: ErrorDetail[] = [];
  return {
    authType: 'API Key Authorization',
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    effects: noEffects(),
    appendError: (error) => appended.push(error),
    appended,
    ...change,
  };
}

const codeOf = (expression: string) => `import { util, extensions, runtime } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) { return ${expression}; }
export function response(ctx) { return null; }`;

/** The value of an expression in a request handler, run as a resolver is: checked, compiled, in the realm. */
export function evaluate(expression: string, context: object = {}, call: Invocation = invocation()): unknown {
  const module = compileCode('Test', codeOf(expression));
  return load(module)('request', { eager: JSON.stringify(context), lazy: {} }, call).value;
}

/** The same of code that was never checked: what the realm itself does about it. */
export function evaluateUnchecked(expression: string): unknown {
  const code = codeOf(expression);
  const module = { logicalId: 'Test', body: asFunctionBody(code, parseCode(code)) };
  return load(module)('request', { eager: '{}', lazy: {} }, invocation()).value;
}
