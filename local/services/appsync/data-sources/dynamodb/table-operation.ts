import type { JsonObject } from '../../json.ts';
import type { NextTokens } from './next-token.ts';

/** What an operation has to do with. Answers of DynamoDB are open JSON documents. */
export interface TableAccess {
  readonly tableName: string;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
  readonly tokens: NextTokens;
}

/** One `operation` of a request object. */
export interface TableOperation {
  /** The members of its request object, beside `operation`. */
  readonly elements: readonly string[];
  /** Calls DynamoDB and answers what `ctx.result` holds. */
  run(request: JsonObject, table: TableAccess): Promise<unknown>;
  /** What `ctx.result` holds beside `ctx.error` when DynamoDB refused; default: null. */
  refused?(request: JsonObject, reasons: readonly CancellationReason[] | undefined): unknown;
}

/** Why one part of a cancelled transaction failed; `None` for one that did not. */
export interface CancellationReason {
  readonly type: unknown;
  readonly message: unknown;
  /** The item as it is, where the condition asked for it. */
  readonly item?: unknown;
}

export type TableOperations = Readonly<Record<string, TableOperation>>;
