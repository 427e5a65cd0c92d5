import { readRetryPolicy, retryPolicyFault } from '../../runtime/deliver.ts';
import { constraint, invalid } from './errors.ts';
import type { InputSettings } from './input.ts';
import { valueAt } from './json-path.ts';

/** A target as the API and the template write it. */
export interface Target extends InputSettings {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

const MEMBERS = [
  'Arn',
  'DeadLetterConfig',
  'Id',
  'Input',
  'InputPath',
  'InputTransformer',
  'RetryPolicy',
  'RoleArn',
  'SqsParameters',
];
const KINDS = /^arn:aws:(?:sqs|lambda|events):[a-z0-9-]+:\d{12}:/;
const QUEUE = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/;
const ID = /^[.\-_A-Za-z0-9]{1,64}$/;
const MAX_INPUT = 8192;
const MAX_PATHS = 100;

export const isBus = ({ Arn }: Target) => Arn.startsWith('arn:aws:events:');

/**
 * Refuses a target that EventBridge would refuse, and one of a kind that this machine does not have.
 *
 * @throws AwsError `ValidationException`
 */
export function checkTarget(target: Target): void {
  const { Id, Arn, DeadLetterConfig, RoleArn } = target;
  if (!ID.test(Id ?? ''))
    throw constraint('targets.id', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  if (!KINDS.test(Arn ?? ''))
    throw invalid(
      `Parameter ${Arn} is not valid. Reason: on this machine targets are queues, functions and event buses.`,
    );
  const unknown = Object.keys(target).find((member) => !MEMBERS.includes(member));
  if (unknown) throw invalid(`The setting ${unknown} of target ${Id} is not supported on this machine.`);
  if (isBus(target) && !RoleArn) throw invalid(`RoleArn is required for target ${Arn}.`);
  if (DeadLetterConfig?.Arn !== undefined && !QUEUE.test(DeadLetterConfig.Arn))
    throw invalid(`Parameter DeadLetterConfig of target ${Id} is not valid. Reason: not a standard queue.`);
  if (target.SqsParameters && !Arn.startsWith('arn:aws:sqs:'))
    throw invalid(`Parameter SqsParameters of target ${Id} is not valid. Reason: the target is no queue.`);
  const fault = retryPolicyFault(readRetryPolicy(target.RetryPolicy ?? {}));
  if (fault) throw invalid(`Parameter RetryPolicy of target ${Id} is not valid. Reason: ${fault}`);
  checkInput(target);
}

function checkInput(target: Target): void {
  const { Id, Input, InputPath, InputTransformer } = target;
  const given = [Input, InputPath, InputTransformer].filter((setting) => setting !== undefined);
  if (given.length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (given.length > 0 && isBus(target))
    throw invalid(`Input, InputPath and InputTransformer are not for event buses: target ${Id}.`);
  if (Input !== undefined && (Input.length > MAX_INPUT || !isJson(Input)))
    throw invalid(`JSON syntax error in input for target ${Id}.`);
  const paths = Object.entries(InputTransformer?.InputPathsMap ?? {});
  if (paths.length > MAX_PATHS)
    throw constraint(
      'targets.inputTransformer.inputPathsMap',
      `Member must have at most ${MAX_PATHS} entries`,
    );
  const reserved = paths.find(([name]) => /^aws/i.test(name));
  if (reserved) throw invalid(`Invalid InputPathsMap for target ${Id}: ${reserved[0]} is a reserved name.`);
  if (InputTransformer && !InputTransformer.InputTemplate)
    throw invalid(`Invalid InputTemplate for target ${Id}: it must not be empty.`);
  for (const path of [InputPath ?? '$', ...paths.map(([, path]) => path)])
    try {
      valueAt({}, path);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw invalid(`Invalid JSONPath for target ${Id}: ${error.message}`);
    }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
