import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

const STACK = 'Playhead';
const TABLES = ['Videos', 'Shelves', 'Engagements', 'Accounts'] as const;
type Table = (typeof TABLES)[number];
/** The tables' physical names. */
export type Tables = Readonly<Record<Table, string>>;

export async function findTables(client: CloudFormationClient): Promise<Tables> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  const name = (table: Table) => {
    const found = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === `${table}TableName`)?.OutputValue;
    if (found === undefined) throw new Error(`The stack has no table ${table}. Start it again: npm start.`);
    return found;
  };
  return Object.fromEntries(TABLES.map((table) => [table, name(table)])) as Record<Table, string>;
}
