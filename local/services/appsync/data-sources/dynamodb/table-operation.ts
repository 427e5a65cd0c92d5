import type { JsonObject } from '../../json.ts';
import type { NextTokens } from './next-token.ts';

/** What an operation has to do with. Answers of DynamoDB are open JSON documents. */
export interface TableAccess {
  readonly tableName: string;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
  readonly tokens: NextTokens;
}

/** One `operation` of a request object: calls DynamoDB and answers what `ctx.result` holds. */
export type TableOperation = (request: JsonObject, table: TableAccess) => Promise<unknown>;
