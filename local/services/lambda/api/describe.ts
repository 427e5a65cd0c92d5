import type { FunctionVersion } from '../function.ts';
import type { Mapping } from '../sources/mapping.ts';

/** `FunctionConfiguration` */
export function configurationOf({ definition }: FunctionVersion) {
  const isLatest = definition.version === '$LATEST';
  return {
    FunctionName: definition.name,
    FunctionArn: isLatest ? definition.arn : `${definition.arn}:${definition.version}`,
    Runtime: definition.nodeRuntime,
    Role: definition.roleArn,
    Handler: definition.handler,
    CodeSize: definition.code.bytes,
    CodeSha256: Buffer.from(definition.code.fingerprint, 'hex').toString('base64'),
    Description: definition.description,
    Timeout: definition.timeoutMs / 1000,
    MemorySize: definition.memoryMb,
    Version: definition.version,
    PackageType: 'Zip',
    Architectures: [definition.architecture],
    EphemeralStorage: { Size: 512 },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    TracingConfig: { Mode: 'PassThrough' },
    ...(Object.keys(definition.variables).length > 0 && {
      Environment: { Variables: definition.variables },
    }),
    LoggingConfig: { LogGroup: definition.logGroup, LogFormat: definition.logFormat },
    ...(definition.deadLetterArn && { DeadLetterConfig: { TargetArn: definition.deadLetterArn } }),
  };
}

/** `AliasConfiguration` */
export const aliasOf = (functionArn: string, name: string, version: string) => ({
  AliasArn: `${functionArn}:${name}`,
  Name: name,
  FunctionVersion: version,
  Description: '',
});

/** `EventSourceMappingConfiguration` */
export function describeMapping(mapping: Mapping, functionArn: string, mappingArn: string) {
  const { stream, filter, maximumConcurrency } = mapping;
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mappingArn,
    EventSourceArn: mapping.sourceArn,
    FunctionArn: functionArn,
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindowMs / 1000,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(filter && { FilterCriteria: { Filters: filter.patterns.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(stream && {
      StartingPosition: stream.startingPosition,
      ParallelizationFactor: stream.parallelization,
      TumblingWindowInSeconds: stream.tumblingWindowSeconds,
      BisectBatchOnFunctionError: stream.bisects,
      MaximumRetryAttempts: stream.maximumRetries,
      MaximumRecordAgeInSeconds: stream.maximumAgeMs / 1000,
      DestinationConfig: {
        OnFailure: { ...(stream.onFailure && { Destination: stream.onFailure }) },
      },
    }),
  };
}
