import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { findTables, type Tables } from '../scripts/seed/tables.ts';
import { awsClientOptions } from '../test/support/aws.ts';
import type { Outputs } from '../test/support/stack.ts';

/** The stack's tables, asked of CloudFormation as any AWS tool would. */
export async function tablesOf(outputs: Outputs): Promise<Tables> {
  const client = new CloudFormationClient(awsClientOptions(outputs));
  try {
    return await findTables(client);
  } finally {
    client.destroy();
  }
}
