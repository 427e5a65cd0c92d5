import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource } from '../../runtime/service.ts';
import { functionCode, type CodeProperty, type FunctionCode } from './function-code.ts';
import { findHandler, type HandlerFile } from './handler-file.ts';
import { readVariables } from './variables.ts';

/** What a template says of one function, checked and with AWS's defaults filled in. */
export interface FunctionDefinition {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  /** `$LATEST`, or the number of the version that this was published as. */
  readonly version: string;
  readonly description: string;
  readonly nodeRuntime: string;
  readonly handler: string;
  readonly handlerFile: HandlerFile;
  readonly code: FunctionCode;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly architecture: string;
  readonly deadLetterArn: string | undefined;
}

const PROPERTIES = [
  'Architectures',
  'Code',
  'DeadLetterConfig',
  'Description',
  'Environment',
  'FunctionName',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'Timeout',
  // Of no consequence on one machine: tracing goes nowhere, the disk is the machine's own, and
  // which patch of Node runs is settled by the installation.
  'EphemeralStorage',
  'KmsKeyArn',
  'RecursiveLoop',
  'RuntimeManagementConfig',
  'Tags',
  'TracingConfig',
];

/** The members of `AWS::Lambda::Function` that are read here. */
interface FunctionProperties {
  readonly Architectures?: readonly string[];
  readonly Code?: CodeProperty;
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly Description?: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly FunctionName?: string;
  readonly Handler?: string;
  readonly LoggingConfig?: { readonly LogGroup?: string; readonly LogFormat?: string };
  readonly MemorySize?: number | string;
  readonly PackageType?: string;
  readonly ReservedConcurrentExecutions?: number | string;
  readonly Role?: string;
  readonly Runtime?: string;
  readonly Timeout?: number | string;
}

/** Reads an `AWS::Lambda::Function`. Throws `TemplateError` for what cannot run here. */
export function readFunction(resource: Resource, runtime: Runtime): FunctionDefinition {
  allowProperties(resource, PROPERTIES);
  const { logicalId } = resource;
  const properties = resource.properties as FunctionProperties;
  const fail = (message: string): never => {
    throw new TemplateError(logicalId, message);
  };
  /** A whole number within AWS's bounds. */
  const bounded = (name: 'MemorySize' | 'Timeout', fallback: number, least: number, most: number) => {
    const value = Number(properties[name] ?? fallback);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    return fail(`${name} must be a whole number from ${least} to ${most}.`);
  };
  if (properties.PackageType === 'Image') fail('functions from container images are not supported.');
  if (!properties.Runtime?.startsWith('nodejs'))
    fail(`the runtime ${properties.Runtime ?? '(none)'} is not supported, only nodejs.`);
  const name = properties.FunctionName ?? runtime.nameFor(logicalId);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) fail(`${name} is not a name that a function can have.`);
  const handler = properties.Handler ?? fail('a function needs a Handler.');
  const roleArn = properties.Role ?? fail('a function needs a Role.');
  const deadLetterArn = properties.DeadLetterConfig?.TargetArn;
  if (deadLetterArn && !deadLetterArn.startsWith('arn:aws:sqs:'))
    fail('a dead-letter target must be an SQS queue.');
  const variables = readVariables(logicalId, properties.Environment?.Variables ?? {});
  const code = functionCode(logicalId, properties.Code, runtime);

  return {
    name,
    arn: runtime.arn('lambda', `function:${name}`),
    version: '$LATEST',
    description: properties.Description ?? '',
    nodeRuntime: properties.Runtime!,
    handler,
    handlerFile: findHandler(code.path, handler) ?? fail(`no file of the handler ${handler} in its code.`),
    code,
    roleArn,
    variables,
    timeoutMs: bounded('Timeout', 3, 1, 900) * 1000,
    memoryMb: bounded('MemorySize', 128, 128, 10_240),
    reservedConcurrency: optionalCount(properties.ReservedConcurrentExecutions, fail),
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: properties.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    architecture: properties.Architectures?.[0] ?? 'x86_64',
    deadLetterArn,
  };
}

function optionalCount(value: number | string | undefined, fail: (message: string) => never) {
  if (value === undefined) return undefined;
  const count = Number(value);
  return Number.isInteger(count) && count >= 0
    ? count
    : fail('ReservedConcurrentExecutions must be a whole number, 0 or more.');
}
