import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { WorkQueue } from './queues.ts';

/**
 * Tells queues of what arrives in a bucket, each of one folder's files. S3 checks that it may write to a queue when the
 * bucket is made, so the queues' policies come first and cannot name the bucket: they name the account. Plain properties,
 * where CDK would add a custom resource; all at once, because a bucket has one list.
 */
export function announceArrivals(bucket: Bucket, queueOf: Readonly<Record<string, WorkQueue>>): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.addPropertyOverride(
    'NotificationConfiguration.QueueConfigurations',
    Object.entries(queueOf).map(([folder, { queue }]) => ({
      Event: 's3:ObjectCreated:*',
      Queue: queue.queueArn,
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: folder }] } },
    })),
  );
  for (const { queue } of Object.values(queueOf)) {
    const { policyDependable } = queue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (policyDependable) resource.node.addDependency(policyDependable);
  }
}
