import { AwsError } from '../../runtime/errors.ts';
import {
  checkInput,
  updateTableRules,
  validationError,
  type IndexDescription,
  type Store,
  type TableKeys,
} from './dynalite.ts';
import type { Input } from './request.ts';
import { streamRules } from './streams/rules.ts';
import { tableNotFound } from './storage.ts';
import type { TableDefinition, TableDescription } from './table.ts';

interface IndexUpdate {
  readonly Create?: IndexDescription;
  readonly Update?: { readonly IndexName: string };
  readonly Delete?: { readonly IndexName: string };
}

interface Update {
  readonly AttributeDefinitions?: TableKeys['AttributeDefinitions'];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: unknown;
  readonly DeletionProtectionEnabled?: boolean;
  readonly StreamSpecification?: TableDefinition['StreamSpecification'];
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
}

/** dynalite's rule is older than tables on demand, whose indexes need no throughput. */
function indexUpdates(): unknown {
  interface Rule {
    notNull?: boolean;
    children: Record<string, Rule> & { children: Record<string, Rule> };
  }
  const rule = structuredClone(updateTableRules.types.GlobalSecondaryIndexUpdates) as Rule;
  delete rule.children.children.Create!.children.ProvisionedThroughput!.notNull;
  return rule;
}

const types = {
  ...updateTableRules.types,
  GlobalSecondaryIndexUpdates: indexUpdates(),
  ...streamRules,
  AttributeDefinitions: {
    type: 'List',
    children: {
      type: 'ValueStruct<AttributeDefinition>',
      children: {
        AttributeName: { type: 'String', notNull: true },
        AttributeType: { type: 'String', notNull: true, enum: ['B', 'N', 'S'] },
      },
    },
  },
};

/** The members that only say how a table is run. */
const REFUSED = ['ReplicaUpdates', 'SSESpecification', 'MultiRegionConsistency', 'GlobalTableWitnessUpdates'];

/** The definition of a table after an `UpdateTable`. Throws for one that cannot be. */
export function updatedTable(table: TableDescription, input: Input, store: Store): TableDefinition {
  for (const name of REFUSED)
    if (input[name] != null) throw validationError(`${name} is not supported on this machine`);
  // dynalite knows no other update than those of capacity and indexes.
  const custom = (data: Input, own: Store) =>
    updateTableRules.custom?.(
      { ...data, UpdateStreamEnabled: data.StreamSpecification ?? 'DeletionProtectionEnabled' in data },
      own,
    );
  const update = checkInput({ types, custom }, input, store) as Update;
  const GlobalSecondaryIndexes = updatedIndexes(table, update.GlobalSecondaryIndexUpdates ?? []);
  assertStreamChanges(table, update.StreamSpecification);
  const { LocalSecondaryIndexes, StreamSpecification } = table;
  const stream = update.StreamSpecification ?? StreamSpecification;
  return {
    TableName: table.TableName,
    KeySchema: table.KeySchema,
    AttributeDefinitions: usedAttributes(table, update.AttributeDefinitions ?? [], [
      ...GlobalSecondaryIndexes,
      ...(LocalSecondaryIndexes ?? []),
    ]),
    // Capacity is not metered here.
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: update.DeletionProtectionEnabled ?? table.DeletionProtectionEnabled,
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(definitionOf) }),
    ...(stream && { StreamSpecification: stream }),
  };
}

const definitionOf = ({ IndexName, KeySchema, Projection }: IndexDescription): IndexDescription => ({
  ...{ IndexName, KeySchema, Projection },
});

function updatedIndexes(
  table: TableDescription,
  updates: readonly IndexUpdate[],
): readonly IndexDescription[] {
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1)
    throw new AwsError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  let indexes = (table.GlobalSecondaryIndexes ?? []).map(definitionOf);
  for (const { Create, Update, Delete } of updates) {
    const name = (Create ?? Update ?? Delete)!.IndexName;
    const exists = indexes.some((index) => index.IndexName === name);
    if (Create && exists) throw validationError('Attempting to create an index which already exists');
    if (!Create && !exists) throw tableNotFound();
    if (Create) indexes.push(definitionOf(Create));
    if (Delete) indexes = indexes.filter((index) => index.IndexName !== name);
  }
  return indexes;
}

function assertStreamChanges(table: TableDescription, wanted: Update['StreamSpecification']): void {
  if (!wanted) return;
  const isOn = table.StreamSpecification?.StreamEnabled ?? false;
  if (wanted.StreamEnabled && isOn)
    throw validationError(`Table already has an enabled stream: TableName: ${table.TableName}`);
  if (!wanted.StreamEnabled && !isOn)
    throw validationError(`Table is already not streaming: TableName: ${table.TableName}`);
}

/** A table defines the attributes of its keys and of its indexes' keys, and no others. */
function usedAttributes(
  table: TableDescription,
  added: TableKeys['AttributeDefinitions'],
  indexes: readonly IndexDescription[],
): TableKeys['AttributeDefinitions'] {
  const known = new Map(table.AttributeDefinitions.map((one) => [one.AttributeName, one]));
  for (const one of added) {
    const type = known.get(one.AttributeName)?.AttributeType;
    if (type !== undefined && type !== one.AttributeType)
      throw validationError(
        `One or more parameter values were invalid: The attribute ${one.AttributeName} is defined with the type ${type}`,
      );
    known.set(one.AttributeName, one);
  }
  const used = new Set(
    [table, ...indexes].flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)),
  );
  return [...known.values()].filter(({ AttributeName }) => used.has(AttributeName));
}
