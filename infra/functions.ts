import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { distPath } from './dist.ts';

export interface BundledFunctionProps {
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout?: Duration;
  /** In MiB; the share of a CPU grows with it. */
  readonly memorySize?: number;
  /** What its role may do, beside writing its own log. */
  readonly permissions: readonly PolicyStatement[];
}

/**
 * The function of the folder `functions/<name>`, as the build bundled it. Role and log group are made
 * here rather than by CDK's defaults: the managed policy it would attach reaches every log group of the account.
 */
export function bundledFunction(scope: Construct, name: string, props: BundledFunctionProps): Function {
  const id = name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const statement of props.permissions) role.addToPolicy(statement);

  return new Function(scope, id, {
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(distPath(scope, 'functions', name)),
    timeout: props.timeout ?? Duration.seconds(10),
    memorySize: props.memorySize ?? 256,
    role,
    logGroup,
    environment: { ...props.environment, POWERTOOLS_SERVICE_NAME: name, LOG_LEVEL: 'INFO' },
  });
}

/** One statement that allows `actions` on `resources`. */
export const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
  new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
