import { AwsError } from '../../../../runtime/errors.ts';
import type { Principal } from '../../../../runtime/principal.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import { FieldError } from '../../errors.ts';
import { isObject, parseJson, type JsonObject } from '../../json.ts';
import { allowElements, malformed } from '../malformed.ts';
import type { DataSource, DataSourceAnswer, FieldOfCall } from '../data-source.ts';
import { batchOperations } from './batch-operations.ts';
import { judgeFailedCondition, type AskHandler, type Verdict } from './failed-condition.ts';
import { itemOperations } from './item-operations.ts';
import { createNextTokens } from './next-token.ts';
import { pageOperations } from './page-operations.ts';
import type { CancellationReason, TableAccess, TableOperation, TableOperations } from './table-operation.ts';
import { transactOperations } from './transact-operations.ts';
import { fromWireItem, type WireItem } from './values.ts';

const OPERATIONS: TableOperations = {
  ...itemOperations,
  ...pageOperations,
  ...batchOperations,
  ...transactOperations,
};

/** How often a handler of failed conditions may ask for another try. */
const MOST_RETRIES = 5;

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

  /** The custom handler of failed conditions is called as the data source's role, too. */
  const askAbout =
    (field: FieldOfCall): AskHandler =>
    async (functionArn, request, currentValue) => {
      const { arguments: args, identity, ...place } = field;
      const resolver = { tableName, awsRegion: runtime.region, ...place };
      const payload = { arguments: args, requestMapping: request, currentValue, resolver, identity };
      const text = JSON.stringify(payload);
      const answer = await runtime.peers.lambda.invoke(functionArn, text, 'RequestResponse', principal());
      return answer.functionError ? undefined : parseJson(answer.payload);
    };

  async function write(request: JsonObject, field: FieldOfCall, retries: number): Promise<DataSourceAnswer> {
    const operation = operationOf(request);
    try {
      return { result: await operation.run(request, table) };
    } catch (error) {
      if (!(error instanceof AwsError)) return faulty(error);
      const verdict = await judge(error, request, field);
      if (verdict.kind === 'done') return { result: verdict.result };
      if (verdict.kind === 'retry' && retries < MOST_RETRIES)
        return write(verdict.request, field, retries + 1);
      return refusal(error, operation, request, runtime.uuid());
    }
  }

  async function judge(error: AwsError, request: JsonObject, field: FieldOfCall): Promise<Verdict> {
    if (error.code !== 'ConditionalCheckFailedException') return { kind: 'failed' };
    try {
      return await judgeFailedCondition(request, table, askAbout(field));
    } catch (inner) {
      if (!(inner instanceof AwsError)) throw inner;
      // The condition did fail; that it could not be looked into is for whoever keeps the role.
      runtime.log.warn('appsync', `after a failed condition on ${tableName}: ${inner.message}`);
      return { kind: 'failed' };
    }
  }

  function faulty(error: unknown): DataSourceAnswer {
    if (error instanceof FieldError) throw error;
    runtime.log.fault('appsync', error);
    const message = 'DynamoDB could not be reached.';
    return { result: null, error: { type: 'DynamoDB:AmazonDynamoDBException', message } };
  }

  return ({ request, field }) => write(request, field, 0);
}

function operationOf(request: JsonObject): TableOperation {
  const name = request['operation'];
  if (name === undefined) throw malformed("Value for field '$[operation]' not found.");
  if (name === 'Sync')
    throw malformed('Sync needs a versioned data source, which is not handled on this machine.');
  const operation = Object.hasOwn(OPERATIONS, String(name)) ? OPERATIONS[String(name)] : undefined;
  if (!operation) throw malformed(`Unsupported operation '${String(name)}'.`);
  allowElements(request, ['operation', 'version', ...operation.elements]);
  return operation;
}

/** DynamoDB's error in AppSync's words; the item of a failed condition is left out (it may be another's). */
function refusal(
  error: AwsError,
  operation: TableOperation,
  request: JsonObject,
  requestId: string,
): DataSourceAnswer {
  const message = `${error.message} (Service: DynamoDb, Status Code: ${error.status}, Request ID: ${requestId})`;
  return {
    result: operation.refused?.(request, reasonsOf(error)) ?? null,
    error: { type: `DynamoDB:${error.code}`, message },
  };
}

/** A cancelled transaction tells which of its items was the cause. */
function reasonsOf(error: AwsError): CancellationReason[] | undefined {
  const reasons = error.details['CancellationReasons'];
  if (!Array.isArray(reasons)) return undefined;
  return reasons.filter(isObject).map((reason) => ({
    type: reason['Code'] ?? 'None',
    message: reason['Message'] ?? 'None',
    ...(isObject(reason['Item']) && { item: fromWireItem(reason['Item'] as WireItem) }),
  }));
}
