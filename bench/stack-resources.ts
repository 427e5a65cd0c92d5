import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { awsClientOptions } from '../test/support/aws.ts';
import type { Outputs } from '../test/support/stack.ts';

/** The stack's resources, asked of CloudFormation as any AWS tool would: it has more than one page of them. */
export async function stackResources(outputs: Outputs) {
  const client = new CloudFormationClient(awsClientOptions(outputs));
  const resources: { logicalId: string; type: string; physicalId: string }[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: 'Playhead' },
  ))
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of StackResourceSummaries)
      resources.push({
        logicalId: LogicalResourceId!,
        type: ResourceType!,
        physicalId: PhysicalResourceId!,
      });
  client.destroy();
  return resources;
}
