import type { Runtime } from '../../runtime/runtime.ts';
import type { Principal } from '../../runtime/principal.ts';
import { AwsError } from '../../runtime/errors.ts';
import type { AttributeValue, Item, Request } from './dynalite.ts';
import { partitionKey, type Table } from './table.ts';

/** One table (or index) that a call wants to use, and the partitions of it when they are known. */
export interface Access {
  readonly action: string;
  readonly table: string;
  readonly index?: unknown;
  /** Keys, or whole items. */
  readonly keys?: readonly (Item | undefined)[];
  /** One more table of the same call. */
  readonly isFurther?: boolean;
}

export type Authorize = (caller: Principal, access: Access) => void;

/** Asks IAM, with `dynamodb:LeadingKeys` as the context, and answers its refusal as DynamoDB words it. */
export function createAuthorize(runtime: Runtime, findTable: (name: string) => Table | undefined): Authorize {
  return (caller, { action, table, index, keys, isFurther }) => {
    const base = runtime.arn('dynamodb', `table/${table}`);
    const description = keys && findTable(table)?.description;
    const partition = description && partitionKey(description, index);
    const leading = partition === undefined ? [] : keys!.flatMap((key) => text(key?.[partition]));
    asDynamoDb(() =>
      runtime.peers.iam.authorize({
        caller,
        action: `dynamodb:${action}`,
        resource: index === undefined ? base : `${base}/index/${String(index)}`,
        ...(leading.length > 0 && { context: { 'dynamodb:LeadingKeys': leading } }),
        ...(isFurther && { isFurther }),
      }),
    );
  };
}

/** For the actions that have no table of their own. */
export function authorizeAll(runtime: Runtime, caller: Principal, action: string): void {
  asDynamoDb(() => runtime.peers.iam.authorize({ caller, action: `dynamodb:${action}`, resource: '*' }));
}

const text = (value: AttributeValue | undefined): string[] => {
  const content = value && Object.values(value)[0];
  return typeof content === 'string' ? [content] : [];
};

/** Runs a question to IAM; a refusal has DynamoDB's own name and status. */
export function asDynamoDb(ask: () => void): void {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof AwsError) || !error.code.startsWith('AccessDenied')) throw error;
    throw new AwsError('AccessDeniedException', error.message, 400);
  }
}

interface KeyCondition {
  readonly ComparisonOperator: string;
  readonly AttributeValueList: readonly AttributeValue[];
}

/** The keys that a query names: its conditions of equality. */
export function queryKeys(data: Request): Item {
  const conditions = Object.entries((data.KeyConditions ?? {}) as Record<string, KeyCondition>);
  return Object.fromEntries(
    conditions.flatMap(([name, { ComparisonOperator, AttributeValueList }]) =>
      ComparisonOperator === 'EQ' && AttributeValueList[0] ? [[name, AttributeValueList[0]]] : [],
    ),
  );
}
