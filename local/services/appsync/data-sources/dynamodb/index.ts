import { AwsError } from '../../../../runtime/errors.ts';
import type { Principal } from '../../../../runtime/principal.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import { FieldError } from '../../errors.ts';
import { isObject } from '../../json.ts';
import type { DataSource, DataSourceAnswer } from '../data-source.ts';
import { batchOperations } from './batch-operations.ts';
import { itemOperations } from './item-operations.ts';
import { createNextTokens } from './next-token.ts';
import { pageOperations } from './page-operations.ts';
import type { TableAccess, TableOperation } from './table-operation.ts';
import { transactOperations } from './transact-operations.ts';
import { fromWireItem, type WireItem } from './values.ts';

const OPERATIONS: Readonly<Record<string, TableOperation>> = {
  ...itemOperations,
  ...pageOperations,
  ...batchOperations,
  ...transactOperations,
};

/** The DynamoDB data source of one table, as its service role. */
export function createDynamoDbSource(
  tableName: string,
  principal: () => Principal,
  runtime: Runtime,
): DataSource {
  const table: TableAccess = {
    tableName,
    tokens: createNextTokens(runtime.credentials.secret('appsync tokens')),
    async call(operation, input) {
      const answer: unknown = await runtime.peers.dynamodb.call(operation, input, principal());
      return isObject(answer) ? answer : {};
    },
  };
  return async ({ request }) => {
    const name = String(request['operation']);
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (!operation) throw new FieldError(`Unsupported operation '${name}'.`, 'MappingTemplate');
    try {
      return { result: await operation(request, table) };
    } catch (error) {
      if (error instanceof AwsError) return refusal(error, runtime.uuid());
      if (error instanceof FieldError) throw error;
      runtime.log.fault('appsync', error);
      return {
        result: null,
        error: { type: 'DynamoDB:AmazonDynamoDBException', message: 'DynamoDB could not be reached.' },
      };
    }
  };
}

/** DynamoDB's error in AppSync's words; the item of a failed condition is left out (it may be another's). */
function refusal(error: AwsError, requestId: string): DataSourceAnswer {
  const message = `${error.message} (Service: DynamoDb, Status Code: ${error.status}, Request ID: ${requestId})`;
  return { result: cancellation(error), error: { type: `DynamoDB:${error.code}`, message } };
}

/** A cancelled transaction tells which of its items was the cause. */
function cancellation(error: AwsError): unknown {
  const reasons = error.details['CancellationReasons'];
  if (!Array.isArray(reasons)) return null;
  return {
    keys: null,
    cancellationReasons: reasons.filter(isObject).map((reason) => ({
      type: reason['Code'] ?? 'None',
      message: reason['Message'] ?? 'None',
      ...(isObject(reason['Item']) && { item: fromWireItem(reason['Item'] as WireItem) }),
    })),
  };
}
