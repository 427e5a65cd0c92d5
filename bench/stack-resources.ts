import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { Outputs } from '../test/support/stack.ts';

/** The stack's resources, asked of CloudFormation as any AWS tool would. */
export async function stackResources(outputs: Outputs) {
  const { awsEndpoint, rootCredentials } = outputs.custom.playhead;
  const client = new CloudFormationClient({
    endpoint: awsEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
  });
  const { StackResourceSummaries = [] } = await client.send(
    new ListStackResourcesCommand({ StackName: 'Playhead' }),
  );
  return StackResourceSummaries.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => ({
    logicalId: LogicalResourceId!,
    type: ResourceType!,
    physicalId: PhysicalResourceId!,
  }));
}
