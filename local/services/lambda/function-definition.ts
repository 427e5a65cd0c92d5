import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource } from '../../runtime/service.ts';
import { findHandler, type HandlerFile } from './handler-file.ts';

/** What a template says of one function, checked and with AWS's defaults filled in. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly nodeRuntime: string;
  readonly handler: string;
  readonly handlerFile: HandlerFile;
  /** The folder of the unpacked code: `LAMBDA_TASK_ROOT`. */
  readonly codePath: string;
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
  readonly Code?: { readonly LocalPath?: string; readonly ZipFile?: string };
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
  const properties = resource.properties as FunctionProperties;
  const fail = (message: string): never => {
    throw new TemplateError(resource.logicalId, message);
  };
  const codePath =
    properties.Code?.LocalPath ?? fail('only code from an asset is supported (no inline ZipFile).');
  if (properties.PackageType === 'Image') fail('functions from container images are not supported.');
  if (!properties.Runtime?.startsWith('nodejs'))
    fail(`the runtime ${properties.Runtime ?? '(none)'} is not supported, only nodejs.`);
  const name = properties.FunctionName ?? runtime.nameFor(resource.logicalId);
  const handler = properties.Handler ?? fail('a function needs a Handler.');
  const deadLetterArn = properties.DeadLetterConfig?.TargetArn;
  if (deadLetterArn && !deadLetterArn.startsWith('arn:aws:sqs:'))
    fail('a dead-letter target must be an SQS queue.');

  return {
    name,
    arn: runtime.arn('lambda', `function:${name}`),
    description: properties.Description ?? '',
    nodeRuntime: properties.Runtime!,
    handler,
    handlerFile:
      findHandler(codePath, handler) ?? fail(`no file of the handler ${handler} in its code asset.`),
    codePath,
    roleArn: properties.Role ?? fail('a function needs a Role.'),
    variables: Object.fromEntries(
      Object.entries(properties.Environment?.Variables ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    timeoutMs: Number(properties.Timeout ?? 3) * 1000,
    memoryMb: Number(properties.MemorySize ?? 128),
    reservedConcurrency:
      properties.ReservedConcurrentExecutions === undefined
        ? undefined
        : Number(properties.ReservedConcurrentExecutions),
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: properties.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    architecture: properties.Architectures?.[0] ?? 'x86_64',
    deadLetterArn,
  };
}
