import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';

export type Table = 'Videos' | 'Shelves' | 'Engagements' | 'Accounts';

/** The physical name of a table, by the stack's outputs. */
export const tableName = (outputs: Outputs, table: Table) => stackOutput(outputs, `${table}TableName`);

/** One of the stack's outputs. */
export async function stackOutput(outputs: Outputs, key: string): Promise<string> {
  const { Stacks = [] } = await new CloudFormationClient(awsClientOptions(outputs)).send(
    new DescribeStacksCommand({ StackName: 'Playhead' }),
  );
  return Stacks[0]!.Outputs!.find(({ OutputKey }) => OutputKey === key)!.OutputValue!;
}
