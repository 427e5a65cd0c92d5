import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';

/** How events that nobody waits for are retried, and where they end. */
export interface InvokeConfig {
  readonly maximumRetries: number;
  /** Milliseconds since the event was accepted. */
  readonly maximumAgeMs: number;
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
}

/** What Lambda does without an `AWS::Lambda::EventInvokeConfig`: two retries, six hours. */
export const DEFAULT_INVOKE_CONFIG: InvokeConfig = {
  maximumRetries: 2,
  maximumAgeMs: 6 * 3600 * 1000,
  onSuccess: undefined,
  onFailure: undefined,
};

interface InvokeConfigProperties {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly MaximumRetryAttempts?: number | string;
  readonly MaximumEventAgeInSeconds?: number | string;
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string };
    readonly OnFailure?: { readonly Destination?: string };
  };
}

export function readInvokeConfig(resource: Resource): InvokeConfig {
  allowProperties(resource, [
    'DestinationConfig',
    'FunctionName',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
    'Qualifier',
  ]);
  const { logicalId } = resource;
  const properties = resource.properties as InvokeConfigProperties;
  const bounded = (
    name: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds',
    least: number,
    most: number,
  ) => {
    const value = Number(properties[name]);
    if (properties[name] === undefined || (value >= least && value <= most)) return value;
    throw new TemplateError(logicalId, `${name} must be from ${least} to ${most}.`);
  };
  const retries = bounded('MaximumRetryAttempts', 0, 2);
  const age = bounded('MaximumEventAgeInSeconds', 60, 21_600);
  const { OnSuccess, OnFailure } = properties.DestinationConfig ?? {};
  return {
    maximumRetries: Number.isNaN(retries) ? DEFAULT_INVOKE_CONFIG.maximumRetries : retries,
    maximumAgeMs: Number.isNaN(age) ? DEFAULT_INVOKE_CONFIG.maximumAgeMs : age * 1000,
    onSuccess: destination(logicalId, OnSuccess?.Destination),
    onFailure: destination(logicalId, OnFailure?.Destination),
  };
}

const DESTINATION = /^arn:aws:(?:sqs:|lambda:[^:]*:\d+:function:|events:[^:]*:\d+:event-bus\/)/;

/** The ARN of a queue, a function or an event bus. Throws `TemplateError` for other kinds. */
export function destination(logicalId: string, arn: string | undefined): string | undefined {
  if (arn && !DESTINATION.test(arn))
    throw new TemplateError(
      logicalId,
      `a destination must be an SQS queue, a function or an event bus, not ${arn}.`,
    );
  return arn;
}
