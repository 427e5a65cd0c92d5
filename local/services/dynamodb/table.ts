import type { Stream } from './streams/store.ts';
import type { IndexDescription, KeyElement, Request, TableKeys } from './dynalite.ts';

export interface TimeToLive {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

/** A table as `DescribeTable` answers it. */
export interface TableDescription extends TableKeys {
  readonly TableArn: string;
  readonly TableId: string;
  readonly TableStatus: 'ACTIVE' | 'DELETING';
  /** Seconds since the epoch. */
  readonly CreationDateTime: number;
  readonly DeletionProtectionEnabled: boolean;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: string };
  readonly LatestStreamLabel?: string;
  readonly LatestStreamArn?: string;
}

/** A table as it is stored: its description, and what `DescribeTable` does not show. */
export interface Table {
  readonly description: TableDescription;
  readonly timeToLive?: TimeToLive;
  readonly tags?: Readonly<Record<string, string>>;
  /** The resource of the template that it stands for; absent for one that was made by a call. */
  readonly logicalId?: string;
  /** Global indexes that are being filled: they cannot be read yet. Never stored. */
  readonly backfilling?: readonly string[];
}

/** What a table should be: the input of `CreateTable`, checked, with the members dynalite does not know. */
export interface TableDefinition extends TableKeys {
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: unknown;
  readonly DeletionProtectionEnabled?: boolean;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: string };
}

export interface Place {
  readonly tableArn: string;
  readonly tableId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Describes a table that is ready for use: nothing here takes time to come into being. */
export function describe(definition: TableDefinition, place: Place): TableDescription {
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } =
    definition;
  const { tableArn, tableId, now } = place;
  const throughput = definition.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const index = (one: IndexDescription) => ({
    ...one,
    IndexArn: `${tableArn}/index/${one.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
  });
  return {
    AttributeDefinitions,
    TableName,
    KeySchema,
    TableStatus: 'ACTIVE',
    CreationDateTime: now / 1000,
    TableArn: tableArn,
    TableId: tableId,
    DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
    ...{
      TableSizeBytes: 0,
      ItemCount: 0,
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...(throughput as object) },
    },
    ...(definition.BillingMode === 'PAY_PER_REQUEST' && {
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: now / 1000 },
    }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((one) => ({ ...index(one), IndexStatus: 'ACTIVE' })),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(index) }),
  };
}

/** What a table says of its latest stream. */
export const streamMembers = ({ arn, label, viewType }: Stream) => ({
  StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
  LatestStreamLabel: label,
  LatestStreamArn: arn,
});

/** The key of a table with the types of its attributes, for comparing and for telling a person. */
export function keyText(table: TableKeys, schema: readonly KeyElement[] = table.KeySchema): string {
  return schema
    .map(({ AttributeName, KeyType }) => {
      const type = table.AttributeDefinitions.find(
        (one) => one.AttributeName === AttributeName,
      )?.AttributeType;
      return `${AttributeName} ${type} ${KeyType}`;
    })
    .join(', ');
}

/** All that decides which rows an index has: two equal texts mean the rows can stay. */
export function indexText(table: TableKeys, index: IndexDescription): string {
  const { ProjectionType = 'KEYS_ONLY', NonKeyAttributes = [] } = index.Projection;
  return `${keyText(table, index.KeySchema)}; ${ProjectionType} ${[...NonKeyAttributes].sort().join(' ')}`;
}

/** The name of the attribute that partitions the table, or one of its indexes. */
export function partitionKey(table: TableKeys, indexName?: unknown): string | undefined {
  const index = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].find(
    (one) => one.IndexName === indexName,
  );
  return (indexName === undefined ? table.KeySchema : index?.KeySchema)?.[0]?.AttributeName;
}

/** dynalite checks a table's definition but drops the members it does not know: this puts them back. */
export function definition(checked: Request, input: Readonly<Record<string, unknown>>): TableDefinition {
  const kept = Object.fromEntries(
    ['DeletionProtectionEnabled', 'StreamSpecification'].flatMap((name) =>
      input[name] == null ? [] : [[name, input[name]]],
    ),
  );
  return { ...(checked as unknown as TableDefinition), ...kept };
}
