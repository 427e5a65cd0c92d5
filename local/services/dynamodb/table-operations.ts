import { randomUUID } from 'node:crypto';
import type { Runtime } from '../../runtime/runtime.ts';
import { authorizeAll, type Authorize } from './authorization.ts';
import { PROTECTED } from './cloudformation.ts';
import { checkInput, validationError } from './dynalite.ts';
import type { Locks } from './locks.ts';
import type { Operation } from './operations.ts';
import { isObject, parseRequest, tableName, withTableName, type Input } from './request.ts';
import { itemRows, tableNotFound } from './storage.ts';
import { tagRules, timeToLiveRules } from './table-rules.ts';
import type { TableDescription } from './table.ts';
import type { Tables } from './tables.ts';
import { updatedTable } from './update-table.ts';

/** The part of the API that makes, changes and describes tables. */
export function createTableOperations(options: {
  readonly runtime: Runtime;
  readonly tables: Tables;
  readonly locks: Locks;
  readonly authorize: Authorize;
}): Readonly<Record<string, Operation>> {
  const { runtime, tables, locks, authorize } = options;
  const { storage } = tables;
  const store = storage.committed;

  /** An operation on one existing table, alone of its kind while it runs. */
  const onTable =
    (action: string, run: (name: string, input: Input) => unknown): Operation =>
    (received, caller) => {
      const input = withTableName(received);
      const name = String(parseRequest('DescribeTable', input, store).TableName);
      authorize(caller, { action, table: name });
      return locks.hold([name], async () => run(name, input));
    };

  /** An operation on the tags of the table with an ARN. */
  const onTags =
    (action: keyof typeof tagRules, run: (name: string, input: Input) => Promise<unknown>): Operation =>
    (received, caller) => {
      const input = checkInput({ types: tagRules[action] }, received, store);
      const name = String(tableName(input.ResourceArn));
      if (runtime.arn('dynamodb', `table/${name}`) !== input.ResourceArn)
        throw validationError(
          `Invalid TableArn: Invalid ResourceArn provided as input ${String(input.ResourceArn)}`,
        );
      authorize(caller, { action, table: name });
      if (!tables.find(name)) throw tableNotFound(String(input.ResourceArn));
      return locks.hold([name], () => run(name, input));
    };

  return {
    async CreateTable(input, caller) {
      const wanted = tables.check(input);
      authorize(caller, { action: 'CreateTable', table: wanted.TableName });
      const tags = tagsOf(checkInput({ types: tagRules.CreateTable }, input, store).Tags);
      const table = await locks.hold([wanted.TableName], () => tables.create(wanted, randomUUID(), { tags }));
      return { TableDescription: table.description };
    },

    UpdateTable: onTable('UpdateTable', async (name, input) => {
      const wanted = updatedTable(tables.get(name).description, input, store);
      const table = await tables.update(tables.get(name), tables.check({ ...wanted }));
      return { TableDescription: table.description };
    }),

    DeleteTable: onTable('DeleteTable', async (name) => {
      const table = tables.get(name);
      if (table.description.DeletionProtectionEnabled) throw validationError(PROTECTED);
      await tables.delete(table);
      return {
        TableDescription: { ...table.description, TableStatus: 'DELETING' } satisfies TableDescription,
      };
    }),

    DescribeTable: onTable('DescribeTable', async (name) => {
      const { description } = tables.get(name);
      return { Table: { ...description, ItemCount: await storage.count(itemRows(name)) } };
    }),

    ListTables(input, caller) {
      const { Limit = 100, ExclusiveStartTableName } = parseRequest('ListTables', input, store) as {
        Limit?: number;
        ExclusiveStartTableName?: string;
      };
      authorizeAll(runtime, caller, 'ListTables');
      const names = tables
        .names()
        .filter((name) => !ExclusiveStartTableName || name > ExclusiveStartTableName);
      const page = names.slice(0, Limit);
      return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
    },

    DescribeTimeToLive: onTable('DescribeTimeToLive', (name) => {
      const { timeToLive } = tables.get(name);
      return {
        TimeToLiveDescription: timeToLive?.Enabled
          ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      };
    }),

    UpdateTimeToLive: onTable('UpdateTimeToLive', async (name, input) => {
      const checked = checkInput({ types: timeToLiveRules }, input, store);
      const specification = checked.TimeToLiveSpecification as { AttributeName: string; Enabled: boolean };
      const table = tables.get(name);
      if ((table.timeToLive?.Enabled ?? false) === specification.Enabled)
        throw validationError(`TimeToLive is already ${specification.Enabled ? 'enabled' : 'disabled'}`);
      await tables.change(table, { timeToLive: specification });
      return { TimeToLiveSpecification: specification };
    }),

    ListTagsOfResource: onTags('ListTagsOfResource', async (name) => ({
      Tags: Object.entries(tables.get(name).tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),

    TagResource: onTags('TagResource', async (name, { Tags }) => {
      const table = tables.get(name);
      await tables.change(table, { tags: { ...table.tags, ...tagsOf(Tags) } });
    }),

    UntagResource: onTags('UntagResource', async (name, { TagKeys }) => {
      const table = tables.get(name);
      const gone = TagKeys as readonly string[];
      const left = Object.entries(table.tags ?? {}).filter(([key]) => !gone.includes(key));
      await tables.change(table, { tags: Object.fromEntries(left) });
    }),
  };
}

const tagsOf = (tags: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (Array.isArray(tags) ? tags : []).filter(isObject).map(({ Key, Value }) => [String(Key), String(Value)]),
  );
