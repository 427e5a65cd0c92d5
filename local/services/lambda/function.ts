import { AwsError } from '../../runtime/errors.ts';
import type { PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Concurrency } from './execution/concurrency.ts';
import type { Executor } from './execution/executor.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** What runs: the function as it is now, or as it was published. */
export interface FunctionVersion {
  readonly definition: FunctionDefinition;
  readonly executor: Executor;
}

/** A function as the service holds it. */
export interface LambdaFunction {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  latest: FunctionVersion;
  /** Published versions by number. */
  readonly versions: Map<string, FunctionVersion>;
  /** Aliases by name: the number of the version that each stands for, or `$LATEST`. */
  readonly aliases: Map<string, string>;
  /** The statements of its resource policy by id. */
  readonly statements: Map<string, PolicyStatement>;
  /** Of all versions together. */
  readonly concurrency: Concurrency;
}

/** A function as a caller named it. */
export interface Target {
  readonly fn: LambdaFunction;
  /** A version's number, an alias, `$LATEST`, or nothing. */
  readonly qualifier: string | undefined;
  /** With the qualifier, if there is one. */
  readonly arn: string;
  readonly version: FunctionVersion;
}

/** The functions of one installation by name. */
export interface Functions {
  add(fn: LambdaFunction): void;
  remove(name: string): void;
  get(name: string): LambdaFunction | undefined;
  all(): readonly LambdaFunction[];
  /** By name, ARN or partial ARN, each with or without a qualifier. Throws `ResourceNotFoundException`. */
  find(nameOrArn: string, qualifier?: string | null): Target;
}

const NAME =
  /^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:(?:\d{12}:)?function:)?(?<name>[A-Za-z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[A-Za-z0-9-_]{1,128}))?$/;

export function createFunctions(runtime: Runtime): Functions {
  const functions = new Map<string, LambdaFunction>();
  return {
    add: (fn) => void functions.set(fn.name, fn),
    remove: (name) => void functions.delete(name),
    get: (name) => functions.get(name),
    all: () => [...functions.values()],
    find(nameOrArn, given) {
      const parts = NAME.exec(nameOrArn)?.groups;
      if (!parts) throw malformed(nameOrArn);
      const qualifier = given ?? parts['qualifier'];
      if (given && parts['qualifier'] !== undefined && parts['qualifier'] !== given)
        throw new AwsError(
          'InvalidParameterValueException',
          'The derived qualifier from the function name does not match the specified qualifier.',
          400,
          { Type: 'User' },
        );
      const bare = runtime.arn('lambda', `function:${parts['name']}`);
      const arn = qualifier === undefined ? bare : `${bare}:${qualifier}`;
      const fn = functions.get(parts['name']!);
      const version = fn && versionOf(fn, qualifier);
      if (version) return { fn, qualifier, arn, version };
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
    },
  };
}

function versionOf(fn: LambdaFunction, qualifier = '$LATEST'): FunctionVersion | undefined {
  const number = fn.aliases.get(qualifier) ?? qualifier;
  return number === '$LATEST' ? fn.latest : fn.versions.get(number);
}

const malformed = (name: string) =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${name.slice(0, 256)}' at 'functionName' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: ' +
      '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
  );

/** The policy of the function, or that of one of its qualifiers: each has its own, and the other does not count. */
export function policyOf(fn: LambdaFunction, arn: string): PolicyDocument | undefined {
  const own = [...fn.statements.values()].filter(({ Resource }) => Resource === arn);
  return own.length === 0 ? undefined : { Version: '2012-10-17', Id: 'default', Statement: own };
}

/** Asks IAM whether the caller may do `action` to the function; throws its `AccessDenied…`. */
export function authorizeFunction(
  runtime: Runtime,
  { fn, arn, qualifier }: Target,
  action: string,
  caller: Principal,
  context: Record<string, string> = {},
): void {
  runtime.peers.iam.authorize({
    caller,
    action: `lambda:${action}`,
    resource: arn,
    // What is granted on the function itself is asked for without a qualifier, or with that of the newest code.
    resourcePolicy: policyOf(fn, qualifier === '$LATEST' ? fn.arn : arn),
    context,
  });
}

/** The role that a function acts under, with the function's name as the session's. */
export function roleOf(runtime: Runtime, { roleArn, name }: FunctionDefinition): Principal {
  return runtime.peers.iam.assumeRole(roleArn, 'lambda.amazonaws.com', name);
}
