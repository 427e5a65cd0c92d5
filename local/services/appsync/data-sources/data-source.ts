import type { JsonObject } from '../json.ts';

/** The answer of a data source: a result, or the error that the response handler finds in `ctx.error`. */
export interface DataSourceAnswer {
  readonly result: unknown;
  readonly error?: { readonly message: string; readonly type: string };
}

/** Siblings of one GraphQL request that may share a call, by the step they belong to. */
export type Batches = Map<string, unknown>;

/** The field that is being answered, as a function that AppSync asks about it sees it. */
export interface FieldOfCall {
  readonly arguments: unknown;
  readonly identity: unknown;
  readonly parentType: string;
  readonly field: string;
  readonly outputType: string;
}

export interface DataSourceCall {
  readonly field: FieldOfCall;
  /** What the request handler returned. */
  readonly request: JsonObject;
  /** The step that calls: siblings of the same step may be put together. */
  readonly stepId: string;
  readonly maxBatchSize: number;
  readonly batches: Batches;
}

/** Never rejects for what the data source says; throws `FieldError` for a request object it cannot read. */
export type DataSource = (call: DataSourceCall) => Promise<DataSourceAnswer>;
