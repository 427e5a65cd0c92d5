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
  const properties = resource.properties as InvokeConfigProperties;
  const destination = (arn: string | undefined) => {
    if (arn && !arn.startsWith('arn:aws:sqs:'))
      throw new TemplateError(resource.logicalId, 'a destination must be an SQS queue.');
    return arn;
  };
  return {
    maximumRetries: Number(properties.MaximumRetryAttempts ?? DEFAULT_INVOKE_CONFIG.maximumRetries),
    maximumAgeMs:
      Number(properties.MaximumEventAgeInSeconds ?? DEFAULT_INVOKE_CONFIG.maximumAgeMs / 1000) * 1000,
    onSuccess: destination(properties.DestinationConfig?.OnSuccess?.Destination),
    onFailure: destination(properties.DestinationConfig?.OnFailure?.Destination),
  };
}
