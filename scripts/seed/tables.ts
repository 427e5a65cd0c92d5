import { paginateListStackResources, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

const STACK = 'Playhead';
const TABLES = ['Videos', 'Shelves', 'Engagements', 'Accounts'] as const;
/** The tables' physical names. */
export type Tables = Readonly<Record<(typeof TABLES)[number], string>>;

export async function findTables(client: CloudFormationClient): Promise<Tables> {
  const physicalNames = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: STACK },
  ))
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries)
      if (ResourceType === 'AWS::DynamoDB::GlobalTable')
        // The CDK puts its construct's name before it, and a hash behind.
        physicalNames.set(LogicalResourceId.replace(/^Storage|[0-9A-F]{8}$/g, ''), PhysicalResourceId);
  const name = (table: string) => {
    const found = physicalNames.get(table);
    if (found === undefined) throw new Error(`The stack has no table ${table}. Start it again: npm start.`);
    return found;
  };
  return Object.fromEntries(TABLES.map((table) => [table, name(table)])) as Record<
    (typeof TABLES)[number],
    string
  >;
}
