import { AwsError } from './errors.ts';
import type { CloudEvent } from './peers.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';
import type { Job, JobOutcome } from './work-list.ts';

/** How often and how long a delivery is tried: by default EventBridge's own 185 retries within 24 hours. */
export interface RetryPolicy {
  readonly maximumRetries: number;
  readonly maximumAgeMs: number;
}

export const readRetryPolicy = (policy: {
  readonly MaximumRetryAttempts?: number | string | undefined;
  readonly MaximumEventAgeInSeconds?: number | string | undefined;
}): RetryPolicy => ({
  maximumRetries: Number(policy.MaximumRetryAttempts ?? 185),
  maximumAgeMs: Number(policy.MaximumEventAgeInSeconds ?? 86_400) * 1000,
});

/** What is wrong with a retry policy, if anything. */
export function retryPolicyFault({ maximumRetries, maximumAgeMs }: RetryPolicy): string | undefined {
  if (!Number.isInteger(maximumRetries) || maximumRetries < 0 || maximumRetries > 185)
    return 'MaximumRetryAttempts must be between 0 and 185.';
  if (!Number.isInteger(maximumAgeMs) || maximumAgeMs < 60_000 || maximumAgeMs > 86_400_000)
    return 'MaximumEventAgeInSeconds must be between 60 and 86400.';
  return undefined;
}

/** Something on its way to one target, with all that is needed to get it there. */
export interface Delivery extends RetryPolicy {
  /** For the log: the rule or schedule that sends. */
  readonly label: string;
  readonly targetArn: string;
  /** The role that the sender assumes; without one it comes as the service itself. */
  readonly roleArn?: string | undefined;
  /** What the target receives. */
  readonly input: string;
  /** For a FIFO queue. */
  readonly groupId?: string | undefined;
  /** For an event bus: what is put there, in the place of `input`. */
  readonly event?: CloudEvent | undefined;
  readonly deadLetterArn?: string | undefined;
}

export type FailureCode =
  | 'FAILED_TO_ASSUME_ROLE'
  | 'INTERNAL_ERROR'
  | 'INVALID_PARAMETER'
  | 'NO_PERMISSIONS'
  | 'NO_RESOURCE'
  | 'SDK_CLIENT_ERROR'
  | 'THROTTLING';

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** Retries made. */
  readonly retries: number;
  /** Which limit ended the retries; absent for an error that no retry can mend. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
}

export interface DelivererOptions<D extends Delivery> {
  readonly runtime: Runtime;
  /** `events` or `scheduler`: the name in the log, and with `.amazonaws.com` the principal. */
  readonly service: 'events' | 'scheduler';
  /** The resource that sends: `aws:SourceArn` of its calls. */
  readonly sourceArn: (delivery: D) => string;
  /** String attributes of the message in the dead-letter queue. */
  readonly deadLetter: (delivery: D, failure: Failure) => Readonly<Record<string, string>>;
  /** Brings an event to a bus, when that is not another service's. */
  readonly putEvent?: (delivery: D, caller: Principal) => Promise<void>;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60_000;

/** Doubling, with some chance in it so that what failed together does not come back together. */
const backoff = (attempts: number) =>
  Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS) * (0.75 + Math.random() / 2);

/** Errors that no retry can mend: such a delivery goes to the dead-letter queue at once. */
const PERMANENT: ReadonlySet<FailureCode> = new Set([
  'FAILED_TO_ASSUME_ROLE',
  'INVALID_PARAMETER',
  'NO_PERMISSIONS',
  'NO_RESOURCE',
]);

/** Takes deliveries to queues, functions and event buses, and in the end to their dead-letter queues. */
export function createDeliverer<D extends Delivery>(
  options: DelivererOptions<D>,
): (job: Job<D>) => Promise<JobOutcome> {
  const { runtime, service, sourceArn, deadLetter, putEvent } = options;
  const { peers, clock, log } = runtime;

  const serviceItself = (delivery: D): Principal => ({
    kind: 'service',
    service: `${service}.amazonaws.com`,
    sourceArn: sourceArn(delivery),
    sourceAccount: runtime.accountId,
  });

  function callerOf(delivery: D): Principal {
    if (!delivery.roleArn) return serviceItself(delivery);
    try {
      return peers.iam.assumeRole(
        delivery.roleArn,
        `${service}.amazonaws.com`,
        runtime.uuid().replace(/-/g, ''),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError('FailedToAssumeRole', error.message, error.status);
    }
  }

  async function send(delivery: D): Promise<void> {
    const { targetArn, input, groupId, event } = delivery;
    const caller = callerOf(delivery);
    const kind = targetArn.split(':')[2];
    if (kind === 'sqs') await peers.sqs.sendMessage(targetArn, input, caller, {}, { groupId });
    else if (kind === 'lambda') await peers.lambda.invoke(targetArn, input, 'Event', caller);
    else if (putEvent) await putEvent(delivery, caller);
    else await peers.events.putAs(targetArn, event!, caller);
  }

  return async ({ body: delivery, attempts, createdAt }) => {
    const target = delivery.targetArn.split(/[:/]/).pop()!;
    try {
      await send(delivery);
      log.step(service, `${delivery.label} → ${target}`);
      return 'done';
    } catch (error) {
      if (!(error instanceof AwsError)) log.fault(service, error);
      const code = failureCode(error);
      const message = error instanceof AwsError ? error.message : 'An internal error occurred.';
      log.warn(service, `${delivery.label} → ${target}: ${message}`);
      const retryAt = clock.now() + backoff(attempts);
      const exhausted =
        attempts >= delivery.maximumRetries
          ? 'MaximumRetryAttempts'
          : retryAt - createdAt > delivery.maximumAgeMs
            ? 'MaximumEventAgeInSeconds'
            : undefined;
      const isFinal = PERMANENT.has(code);
      if (!isFinal && exhausted === undefined) return { retryAt };
      return bury(delivery, { code, message, retries: attempts, ...(!isFinal && { exhausted }) });
    }
  };

  /** Without a dead-letter queue that takes it, a delivery is dropped: as AWS does. */
  async function bury(delivery: D, failure: Failure): Promise<JobOutcome> {
    const { deadLetterArn, label, input } = delivery;
    if (!deadLetterArn) {
      log.warn(service, `${label}: dropped after ${failure.retries + 1} attempt(s)`);
      return 'done';
    }
    const attributes = Object.fromEntries(
      Object.entries(deadLetter(delivery, failure)).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    try {
      // Scheduler brings its dead letters by the role of the schedule, rules bring theirs as the service.
      const caller = service === 'scheduler' ? callerOf(delivery) : serviceItself(delivery);
      await peers.sqs.sendMessage(deadLetterArn, input, caller, attributes);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log.warn(service, `${label}: the dead-letter queue refused: ${error.message}`);
    }
    return 'done';
  }
}

/** What EventBridge calls an error of a target. */
function failureCode(error: unknown): FailureCode {
  if (!(error instanceof AwsError)) return 'INTERNAL_ERROR';
  const { code, status } = error;
  if (code === 'FailedToAssumeRole') return 'FAILED_TO_ASSUME_ROLE';
  if (code.startsWith('AccessDenied')) return 'NO_PERMISSIONS';
  if (/^(?:QueueDoesNotExist|ResourceNotFound|NoSuch)/.test(code)) return 'NO_RESOURCE';
  if (/^(?:Invalid|Missing|Validation|RequestEntityTooLarge)/.test(code)) return 'INVALID_PARAMETER';
  if (/^(?:Throttling|TooManyRequests|OverLimit|RequestThrottled)/.test(code)) return 'THROTTLING';
  return status >= 500 ? 'INTERNAL_ERROR' : 'SDK_CLIENT_ERROR';
}
