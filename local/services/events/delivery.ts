import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Job, JobOutcome } from '../../runtime/work-list.ts';

/** One event on its way to one target, with all that is needed to get it there. */
export interface Delivery {
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly targetArn: string;
  /** What the target receives. */
  readonly input: string;
  readonly maximumRetries: number;
  /** Milliseconds. */
  readonly maximumAgeMs: number;
  readonly deadLetterArn: string | undefined;
}

/** EventBridge's own limits: 185 retries within 24 hours. */
export const DEFAULT_RETRIES = 185;
export const DEFAULT_AGE_SECONDS = 86_400;

/** Errors that no retry can mend: the event goes to the dead-letter queue at once. */
const PERMANENT =
  /^(?:AccessDenied|QueueDoesNotExist$|ResourceNotFound|InvalidParameter|InvalidMessageContents$)/;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60_000;

/** Doubling, with some chance in it so that what failed together does not come back together. */
const backoff = (attempts: number) =>
  Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS) * (0.75 + Math.random() / 2);

/** Takes deliveries to their targets, as the service principal that resource policies name. */
export function createDeliverer(runtime: Runtime): (job: Job<Delivery>) => Promise<JobOutcome> {
  const { peers, clock, log } = runtime;
  const caller = ({ ruleArn }: Delivery): Principal => ({
    kind: 'service',
    service: 'events.amazonaws.com',
    sourceArn: ruleArn,
    sourceAccount: runtime.accountId,
  });

  async function send(delivery: Delivery): Promise<void> {
    const { targetArn, input } = delivery;
    if (targetArn.startsWith('arn:aws:sqs:')) await peers.sqs.sendMessage(targetArn, input, caller(delivery));
    else await peers.lambda.invoke(targetArn, input, 'Event', caller(delivery));
  }

  return async ({ body: delivery, attempts, createdAt }) => {
    const target = delivery.targetArn.split(':').pop()!;
    try {
      await send(delivery);
      log.step('events', `${delivery.ruleName} → ${target}`);
      return 'done';
    } catch (error) {
      if (!(error instanceof AwsError)) log.fault('events', error);
      const { code, message } =
        error instanceof AwsError ? error : { code: 'InternalException', message: 'internal error' };
      log.warn('events', `${delivery.ruleName} → ${target}: ${message}`);
      const retryAt = clock.now() + backoff(attempts);
      const last =
        PERMANENT.test(code) ||
        attempts >= delivery.maximumRetries ||
        retryAt - createdAt > delivery.maximumAgeMs;
      if (!last) return { retryAt };
      await bury(delivery, code, message, attempts + 1);
      return 'done';
    }
  };

  /** Without a dead-letter queue that takes it, an event is dropped: as EventBridge does. */
  async function bury(delivery: Delivery, code: string, message: string, attempts: number): Promise<void> {
    if (!delivery.deadLetterArn)
      return log.warn('events', `${delivery.ruleName}: event dropped after ${attempts} attempt(s)`);
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    try {
      await peers.sqs.sendMessage(delivery.deadLetterArn, delivery.input, caller(delivery), {
        RULE_ARN: text(delivery.ruleArn),
        TARGET_ARN: text(delivery.targetArn),
        ERROR_CODE: text(code),
        ERROR_MESSAGE: text(message),
        RETRY_ATTEMPTS: text(String(attempts - 1)),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log.warn('events', `${delivery.ruleName}: the dead-letter queue refused an event: ${error.message}`);
    }
  }
}
