import { AwsError, TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import { indexText, keyText, type Table, type TableDefinition, type TimeToLive } from './table.ts';
import type { Tables } from './tables.ts';

interface Replica {
  readonly Region?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly [property: string]: unknown;
}

interface TableProperties {
  readonly TableName?: string;
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: unknown;
  readonly GlobalSecondaryIndexes?: readonly Readonly<Record<string, unknown>>[];
  readonly LocalSecondaryIndexes?: readonly Readonly<Record<string, unknown>>[];
  readonly StreamSpecification?: { readonly StreamViewType?: string };
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled?: boolean };
  readonly DeletionProtectionEnabled?: boolean;
  readonly Replicas?: readonly Replica[];
  readonly [property: string]: unknown;
}

/** Properties that say how a table is run (cost, backup, encryption at rest), not what it does. */
const WITHOUT_EFFECT = [
  'SSESpecification',
  'PointInTimeRecoverySpecification',
  'ContributorInsightsSpecification',
  'TableClass',
  'OnDemandThroughput',
  'WarmThroughput',
  'ProvisionedThroughput',
  'ReadOnDemandThroughputSettings',
  'ReadProvisionedThroughputSettings',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
];
const UNDERSTOOD = [
  'Tags',
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
  'TimeToLiveSpecification',
  'DeletionProtectionEnabled',
];
const OF_REPLICA = ['Tags', 'Region', 'DeletionProtectionEnabled', 'GlobalSecondaryIndexes'];

/** Makes the table of a template, or brings the one that is there up to it. */
export async function createTable(resource: Resource, runtime: Runtime, tables: Tables): Promise<Created> {
  const { logicalId } = resource;
  const properties = (resource.properties ?? {}) as TableProperties;
  const wanted = wantedTable(resource, properties, runtime, tables);
  const timeToLive = wantedTimeToLive(logicalId, properties);
  const tags = wantedTags(properties);
  const existing = tables.find(wanted.TableName);
  assertSameTable(logicalId, tables, wanted, existing);
  let table: Table;
  if (existing) table = await tables.update(existing, wanted);
  else table = await tables.create(wanted, uuidFrom(runtime, logicalId), { logicalId });
  await tables.change(table, { logicalId, tags, timeToLive });

  const { TableArn, TableId, StreamSpecification, LatestStreamArn } = table.description;
  return {
    ref: wanted.TableName,
    attributes: {
      Arn: TableArn,
      TableId,
      ...(StreamSpecification && LatestStreamArn && { StreamArn: LatestStreamArn }),
    },
  };
}

function wantedTable(
  resource: Resource,
  properties: TableProperties,
  runtime: Runtime,
  tables: Tables,
): TableDefinition {
  const { logicalId, type } = resource;
  const global = type === 'AWS::DynamoDB::GlobalTable';
  allowProperties(resource, [...UNDERSTOOD, ...WITHOUT_EFFECT, ...(global ? ['Replicas'] : [])]);
  const replica = global ? ownReplica(resource, properties.Replicas ?? [], runtime.region) : undefined;
  const { TableName = runtime.nameFor(logicalId), StreamSpecification } = properties;
  const indexes = (list: TableProperties['GlobalSecondaryIndexes']) =>
    list?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  try {
    return tables.check({
      TableName,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      // Capacity is not metered here, so that a provisioned table is as good as one on demand.
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
      DeletionProtectionEnabled:
        replica?.DeletionProtectionEnabled ?? properties.DeletionProtectionEnabled ?? false,
      ...(StreamSpecification && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: StreamSpecification.StreamViewType },
      }),
    });
  } catch (error) {
    if (error instanceof AwsError) throw new TemplateError(logicalId, error.message);
    throw error;
  }
}

function ownReplica(
  { logicalId, type }: Resource,
  replicas: readonly Replica[],
  region: string,
): Replica | undefined {
  for (const replica of replicas) {
    if (replica.Region !== region)
      throw new TemplateError(
        logicalId,
        `A replica in ${replica.Region} is not possible: the region is ${region}.`,
      );
    allowProperties({ logicalId, type: `a replica of ${type}`, properties: replica }, [
      ...OF_REPLICA,
      ...WITHOUT_EFFECT,
    ]);
  }
  return replicas[0];
}

/** Those of a global table stand at its replica. */
function wantedTags({ Tags, Replicas }: TableProperties): Readonly<Record<string, string>> {
  const tags = (Tags ?? Replicas?.[0]?.['Tags'] ?? []) as readonly { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

function wantedTimeToLive(logicalId: string, properties: TableProperties): TimeToLive {
  const { AttributeName, Enabled = false } = properties.TimeToLiveSpecification ?? {};
  if (Enabled && !AttributeName)
    throw new TemplateError(logicalId, 'TimeToLiveSpecification needs an AttributeName.');
  return { AttributeName: AttributeName ?? '', Enabled };
}

/** What CloudFormation would replace by an empty table. */
function assertSameTable(
  logicalId: string,
  tables: Tables,
  wanted: TableDefinition,
  existing: Table | undefined,
): void {
  const { TableName } = wanted;
  const mine = tables.all().find((table) => table.logicalId === logicalId)?.description.TableName;
  if (mine !== undefined && mine !== TableName)
    throw new TemplateError(
      logicalId,
      `The table is named ${mine}, the template asks for ${TableName}: under another name it would be another, empty table.`,
    );
  if (existing?.logicalId !== undefined && existing.logicalId !== logicalId)
    throw new TemplateError(
      logicalId,
      `The table ${TableName} exists already: it is that of ${existing.logicalId}.`,
    );
  if (existing) assertSameKeys(logicalId, existing, wanted);
}

/** Items lie under their key: a table with other keys would be another table. */
function assertSameKeys(logicalId: string, { description }: Table, wanted: TableDefinition): void {
  const has = keyText(description);
  const asks = keyText(wanted);
  if (has !== asks)
    throw new TemplateError(
      logicalId,
      `The table ${wanted.TableName} exists with the key (${has}), the template asks for (${asks}).`,
    );
  const local = (table: TableDefinition) =>
    (table.LocalSecondaryIndexes ?? [])
      .map((index) => `${index.IndexName}: ${indexText(table, index)}`)
      .join('; ');
  if (local(description) !== local(wanted))
    throw new TemplateError(
      logicalId,
      `The local secondary indexes of the table ${wanted.TableName} cannot change after it was created.`,
    );
}

/** Takes the table of a resource away, with its items. */
export async function deleteTable({ logicalId }: Resource, tables: Tables): Promise<void> {
  const table = tables.all().find((one) => one.logicalId === logicalId);
  if (table?.description.DeletionProtectionEnabled) throw new TemplateError(logicalId, PROTECTED);
  if (table) await tables.delete(table);
}

export const PROTECTED =
  'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.';

/** A table id in its usual form, the same at every boot. */
function uuidFrom(runtime: Runtime, logicalId: string): string {
  const hex = Buffer.from(runtime.idFor(logicalId, 16)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
