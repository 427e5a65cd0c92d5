import { createDeliverer, readRetryPolicy, type Delivery, type Failure } from '../../runtime/deliver.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { isoSeconds, type EventEnvelope } from './envelope.ts';
import { targetInput } from './input.ts';
import type { Rule } from './rule.ts';
import { isBus, type Target } from './target.ts';

/** One event on its way from a rule to a target. */
export interface RuleDelivery extends Delivery {
  readonly ruleArn: string;
  /** For another bus: the event as it is. */
  readonly forward?: EventEnvelope | undefined;
}

/** @param now when EventBridge received the event, in milliseconds since the epoch */
export function deliveryOf(event: EventEnvelope, rule: Rule, target: Target, now: number): RuleDelivery {
  const identity = { name: rule.name, arn: rule.arn, ingestionTime: isoSeconds(now) };
  return {
    label: rule.name,
    ruleArn: rule.arn,
    targetArn: target.Arn,
    roleArn: target.RoleArn,
    input: targetInput(target, event, identity),
    groupId: target.SqsParameters?.MessageGroupId,
    ...(isBus(target) && { forward: event }),
    deadLetterArn: target.DeadLetterConfig?.Arn,
    ...readRetryPolicy(target.RetryPolicy ?? {}),
  };
}

/** Takes deliveries to their targets, as the rule's role or as the service that resource policies name. */
export const ruleDeliverer = (
  runtime: Runtime,
  forward: (busArn: string, event: EventEnvelope, caller: Principal) => void,
) =>
  createDeliverer<RuleDelivery>({
    runtime,
    service: 'events',
    sourceArn: ({ ruleArn }) => ruleArn,
    putEvent: async (delivery, caller) => forward(delivery.targetArn, delivery.forward!, caller),
    deadLetter: (delivery, failure) => deadLetterAttributes(delivery, failure),
  });

const deadLetterAttributes = (delivery: RuleDelivery, { code, message, retries, exhausted }: Failure) => ({
  RULE_ARN: delivery.ruleArn,
  TARGET_ARN: delivery.targetArn,
  ERROR_CODE: code,
  ERROR_MESSAGE: message,
  RETRY_ATTEMPTS: String(retries),
  ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
});
