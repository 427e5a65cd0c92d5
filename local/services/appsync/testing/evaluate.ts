import type { ErrorDetail } from '../errors.ts';
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

/** The value of an expression in a request handler, run as a resolver is: checked, compiled, in the realm. */
export function evaluate(expression: string, context: object = {}, call: Invocation = invocation()): unknown {
  const code = `import { util, extensions, runtime } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) { return ${expression}; }
export function response(ctx) { return null; }`;
  return load(compileCode('Test', code))('request', JSON.stringify(context), call).value;
}
