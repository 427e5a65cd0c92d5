import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from './principal.ts';

/** One resource of the template, every intrinsic function already resolved. */
export interface Resource {
  readonly logicalId: string;
  /** For example `AWS::S3::Bucket`. */
  readonly type: string;
  // CloudFormation's properties are an open JSON document: each service reads its own part of it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly properties: any;
}

/** What a created resource answers to `Ref` and `Fn::GetAtt`. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * One AWS service on this machine. Its life is: `start` (open stores), then for the stack, at every boot and
 * at every update while it runs: `create` for its resources in dependency order, `connect`, and `delete` for
 * what the template no longer has; at the end `drain`, and `stop`, in reverse order.
 */
export interface Service {
  start?(): Promise<void> | void;
  /**
   * Makes a resource, or brings the one of that logical id to these properties. The same logical id gives the
   * same physical id and keeps its data. At a boot it is called for every resource, in a running stack for
   * those whose properties changed. What cannot be changed without losing data (a table's keys) is refused.
   *
   * @throws TemplateError naming the logical id; nothing has changed then
   */
  create(resource: Resource): Promise<Created> | Created;
  /**
   * Takes away a resource that the template no longer has, data included: CloudFormation asks for it only when
   * the `DeletionPolicy` says so. It is given as it was last created, perhaps by an earlier process, and may
   * be gone already.
   */
  delete?(resource: Resource): Promise<void> | void;
  /**
   * The second pass, after every creation and every update: triggers, mappings, and picking up what was under
   * way when the last process ended. Called again in a running service, it begins only what is new.
   */
  connect?(): Promise<void> | void;
  /** Takes up nothing more of its own accord and finishes what it has, while all services still answer. */
  drain?(): Promise<void> | void;
  stop?(): Promise<void> | void;
  /** A call that arrived on the AWS port, signature already verified. Owns the response. */
  handle?(call: AwsCall): Promise<void>;
}

/** One HTTP request on the AWS port. */
export interface AwsCall {
  /** The service of the SigV4 scope: `s3`, `sqs`, `dynamodb`, … */
  readonly service: string;
  readonly method: string;
  /** The path as it was sent: percent-encoded, nothing normalised. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Principal;
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /**
   * The whole body, checked against the signed `x-amz-content-sha256` when that is a hash.
   * For small bodies: refuses more than `limit` bytes (default 16 MiB) with `RequestEntityTooLarge`.
   */
  body(limit?: number): Promise<Buffer>;
}
