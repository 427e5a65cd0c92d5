import type { AwsCall } from '../../../runtime/service.ts';
import { invalidParameter, missingParameter, queueDoesNotExist, SqsError } from '../errors.ts';
import type { QueueInput, SqsContext } from './context.ts';

const URL_FORM = /^(?:https?:\/\/[^/]+)?\/?(?<account>\d{12})\/(?<name>[A-Za-z0-9_-]{1,80}(?:\.fifo)?)$/;

/** The name of the queue that a call is about, once the caller may do `action` to it. */
export function target(context: SqsContext, { QueueUrl }: QueueInput, call: AwsCall, action: string): string {
  if (QueueUrl === undefined) throw missingParameter('QueueUrl');
  // `http://<endpoint>/<account>/<name>`: whatever the endpoint, the account must be this one.
  const groups = URL_FORM.exec(QueueUrl)?.groups;
  if (!groups)
    throw new SqsError('InvalidAddress', `The address ${QueueUrl} is not valid for this endpoint.`);
  if (groups['account'] !== context.accountId) throw queueDoesNotExist();
  const name = groups['name']!;
  context.authorize(name, action, call);
  return context.queues.get(name).name;
}

export function inRange(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${low} and ${high}, if provided.`,
  );
}

export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missingParameter(name);
  return value;
}
