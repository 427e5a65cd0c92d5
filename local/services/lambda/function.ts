import { AwsError } from '../../runtime/errors.ts';
import type { PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Executor } from './execution/executor.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** A function as the service holds it. */
export interface LambdaFunction {
  readonly definition: FunctionDefinition;
  readonly executor: Executor;
  /** The statements of its resource policy. */
  readonly statements: PolicyStatement[];
}

export function policyOf({ statements }: LambdaFunction): PolicyDocument | undefined {
  return statements.length === 0
    ? undefined
    : { Version: '2012-10-17', Id: 'default', Statement: statements };
}

/** The functions of one installation by name. */
export interface Functions {
  add(fn: LambdaFunction): void;
  all(): readonly LambdaFunction[];
  /** By name, ARN or partial ARN, each with or without a qualifier. Throws `ResourceNotFoundException`. */
  find(nameOrArn: string): LambdaFunction;
}

const NAME =
  /^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:(?:\d{12}:)?function:)?(?<name>[A-Za-z0-9-_]+)(?::(?:\$LATEST|[A-Za-z0-9-_]+))?$/;

export function createFunctions(runtime: Runtime): Functions {
  const functions = new Map<string, LambdaFunction>();
  return {
    add: (fn) => void functions.set(fn.definition.name, fn),
    all: () => [...functions.values()],
    find(nameOrArn) {
      const name = NAME.exec(nameOrArn)?.groups?.['name'];
      const found = name === undefined ? undefined : functions.get(name);
      if (found) return found;
      const arn = nameOrArn.startsWith('arn:') ? nameOrArn : runtime.arn('lambda', `function:${nameOrArn}`);
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
    },
  };
}

/** Asks IAM whether the caller may do `action` to the function; throws its `AccessDenied…`. */
export function authorizeFunction(
  runtime: Runtime,
  fn: LambdaFunction,
  action: string,
  caller: Principal,
  context: Record<string, string> = {},
): void {
  runtime.peers.iam.authorize({
    caller,
    action: `lambda:${action}`,
    resource: fn.definition.arn,
    resourcePolicy: policyOf(fn),
    context,
  });
}
