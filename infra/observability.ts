import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { WorkQueue } from './queues.ts';

export interface ObservabilityProps {
  readonly functions: readonly Function[];
  readonly queues: readonly WorkQueue[];
}

/** Says when someone must look: a dead letter, or a function that fails. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { functions, queues }: ObservabilityProps) {
    super(scope, id);
    const alarm = (name: string, alarmDescription: string, metric: Metric) =>
      new Alarm(this, name, {
        alarmDescription,
        metric,
        threshold: 0,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });

    for (const queue of queues)
      alarm(
        `${queue.node.id}DeadLetters`,
        'Messages were given up on: read them, mend the cause, redrive.',
        queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      );
    for (const handler of functions)
      alarm(
        `${handler.node.id}Errors`,
        'The function failed: its log says why.',
        handler.metricErrors({ period: Duration.minutes(5) }),
      );
  }
}
