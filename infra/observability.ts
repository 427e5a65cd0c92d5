import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { WorkQueue } from './queues.ts';
import type { TableStream } from './streams.ts';

export interface ObservabilityProps {
  readonly functions: readonly Function[];
  /** Those of them that answer even when something is wrong which somebody must see to: they write it as an error. */
  readonly answering: readonly Function[];
  readonly queues: readonly WorkQueue[];
  readonly streams: readonly TableStream[];
}

/** How far a function may be behind the table that it follows: people see old lists and counts meanwhile. */
const LAG = Duration.minutes(15);

/** Says when someone must look: a dead letter, a function that fails or writes an error, or one that does not keep up. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { functions, answering, queues, streams }: ObservabilityProps) {
    super(scope, id);
    const alarm = (name: string, alarmDescription: string, metric: Metric, threshold = 0) =>
      new Alarm(this, name, {
        alarmDescription,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });

    for (const queue of queues)
      alarm(
        `${queue.node.id}DeadLetters`,
        'Messages were given up on: npm run redrive -- --dry-run says why. Mend the cause, then npm run redrive.',
        queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      );
    for (const { worker, failures } of streams) {
      alarm(
        `${worker.node.id}GivenUp`,
        'Changes of a table were given up on: docs/operations.md says how to make up for them.',
        failures.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      );
      alarm(
        `${worker.node.id}Behind`,
        'The function does not keep up with its table: its log says why.',
        worker.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
        LAG.toMilliseconds(),
      );
    }
    for (const handler of functions)
      alarm(
        `${handler.node.id}Errors`,
        'The function failed: its log says why.',
        handler.metricErrors({ period: Duration.minutes(5) }),
      );
    for (const handler of answering) {
      const written = handler.logGroup.addMetricFilter('WrittenErrors', {
        filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
        metricNamespace: 'Playhead',
        metricName: `${handler.node.id}WrittenErrors`,
      });
      alarm(
        `${handler.node.id}WrittenErrors`,
        'The function answered, and wrote an error to its log: somebody must see to it.',
        written.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
      );
    }
  }
}
