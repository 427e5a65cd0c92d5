import type { Readable } from 'node:stream';
import type { AccessRequest, PolicyDocument, Principal } from './principal.ts';

/**
 * How services reach each other inside the process: the same permission checks as over the wire
 * (each method authorises `caller`), without the HTTP. A service imports no other service.
 */
export interface Peers {
  readonly iam: IamPeer;
  readonly roles: RolesPeer;
  readonly s3: S3Peer;
  readonly sqs: SqsPeer;
  readonly lambda: LambdaPeer;
  readonly events: EventsPeer;
  readonly dynamodb: DynamoDbPeer;
  readonly streams: StreamsPeer;
  readonly cognito: CognitoPeer;
  readonly logs: LogsPeer;
  readonly secrets: SecretsPeer;
  readonly parameters: ParametersPeer;
}

export interface IamPeer {
  /** Throws `AwsError('AccessDenied…', AWS's own text, 403)` unless the policies allow it. */
  authorize(request: AccessRequest): void;
  /**
   * The principal of a role that a service (for example `appsync.amazonaws.com`) acts under.
   * Checks the role's trust policy; throws `AccessDenied` when the service may not assume it.
   *
   * @param sourceArn for which resource the service does it (`aws:SourceArn` of the trust policy's conditions)
   */
  assumeRole(roleArn: string, service: string, sessionName: string, sourceArn?: string): Principal;
}

/** What other services ask IAM beside its decision. */
export interface RolesPeer {
  findRole(
    roleArn: string,
  ): { readonly id: string; readonly name: string; readonly maxSessionSeconds: number } | undefined;
  /** Throws `AwsError('MalformedPolicyDocument', IAM's own text)` for what is no policy of its kind. */
  checkPolicy(document: unknown, kind: 'identity' | 'trust' | 'resource'): PolicyDocument;
}

export interface S3Object {
  readonly body: Readable;
  /** Bytes of the whole object, whatever the range. */
  readonly size: number;
  readonly etag: string;
  readonly contentType: string;
  readonly lastModified: Date;
  /** `cache-control`, `content-disposition`, `x-amz-meta-*`, … lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface S3Peer {
  getObject(bucket: string, key: string, caller: Principal): Promise<S3Object>;
  /** The path of the object's bytes on disk (read-only, never changes under the reader). */
  openFile(
    bucket: string,
    key: string,
    caller: Principal,
  ): Promise<{ path: string; size: number; etag: string; lastModified: Date }>;
  /** Moves a finished file into the bucket as an object (atomic; the source path is gone afterwards). */
  adoptFile(
    bucket: string,
    key: string,
    path: string,
    options: { contentType: string },
    caller: Principal,
  ): Promise<void>;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes: `ApproximateReceiveCount`, `SentTimestamp`, `SenderId`, `ApproximateFirstReceiveTimestamp`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
}

export interface SendOptions {
  /** `MessageGroupId`: a FIFO queue needs it. */
  readonly groupId?: string | undefined;
  /** `MessageDeduplicationId`: for a FIFO queue that does not go by the content. */
  readonly deduplicationId?: string | undefined;
}

export interface SqsPeer {
  sendMessage(
    queueArn: string,
    body: string,
    caller: Principal,
    attributes?: Record<string, unknown>,
    options?: SendOptions,
  ): Promise<string>;
  /** Long-polls up to `waitSeconds`; an abort ends the wait with an empty list. */
  receiveMessages(
    queueArn: string,
    options: { max: number; waitSeconds: number; signal?: AbortSignal },
    caller: Principal,
  ): Promise<QueueMessage[]>;
  deleteMessage(queueArn: string, receiptHandle: string, caller: Principal): Promise<void>;
  changeVisibility(
    queueArn: string,
    receiptHandle: string,
    seconds: number,
    caller: Principal,
  ): Promise<void>;
  /** All attributes of the queue, as `GetQueueAttributes` answers them. */
  queueAttributes(queueArn: string, caller: Principal): Promise<Readonly<Record<string, string>>>;
}

export interface InvokeResult {
  /** The function's JSON result, or its JSON error object when `functionError` is set. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

export interface LambdaPeer {
  /** `RequestResponse` waits for the result; `Event` is durable, retried, and answers at once. */
  invoke(
    functionArn: string,
    payload: string,
    type: 'RequestResponse' | 'Event',
    caller: Principal,
  ): Promise<InvokeResult>;
}

/** An event as a rule sees it; id, account, region and time are filled in when absent. */
export interface CloudEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  readonly time?: Date;
}

export interface EventsPeer {
  /** Durable: when it resolves, the event of a service will reach every matching rule's targets on the default bus. */
  put(event: CloudEvent): Promise<void>;
  /** The same as an AWS principal, onto any bus: authorises `events:PutEvents`. */
  putAs(busArn: string, event: CloudEvent, caller: Principal): Promise<void>;
}

export interface DynamoDbPeer {
  /** One API operation (`GetItem`, `UpdateItem`, …) with input and output in the wire's JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  call(operation: string, input: any, caller: Principal): Promise<any>;
}

/** The streams of DynamoDB's tables. */
export interface StreamsPeer {
  /** `ListStreams`, `DescribeStream`, `GetShardIterator` or `GetRecords`, with the wire's JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  call(operation: string, input: any, caller: Principal): Promise<any>;
  /**
   * Resolves at the next commit to the stream, or when `signal` aborts: so that a reader need not poll. To be called
   * before the reading, and waited for when that found nothing.
   */
  changed(streamArn: string, signal: AbortSignal): Promise<void>;
}

export interface CognitoPeer {
  /**
   * Verifies an id or access token of one pool. Throws `AwsError` with code
   * `MalformedToken` (not a JWT), `ExpiredToken` or `InvalidToken` (anything else).
   */
  verifyToken(token: string, userPoolId: string): Promise<Readonly<Record<string, unknown>>>;
}

export interface LogsPeer {
  /**
   * Appends a line to a log stream. Creates group and stream when they are missing, each as the caller may:
   * authorises `logs:CreateLogGroup`, `logs:CreateLogStream` and `logs:PutLogEvents`, and throws AccessDenied.
   */
  put(logGroup: string, logStream: string, message: string, caller: Principal): void;
}

/** What a template's `{{resolve:secretsmanager:…}}` reads. */
export interface SecretsPeer {
  /**
   * The text of a secret's version (the current one unless told otherwise), as `GetSecretValue` answers it;
   * `undefined` for a secret of bytes. Authorises `caller`; throws `ResourceNotFoundException`.
   */
  secretString(
    secretId: string,
    caller: Principal,
    version?: { readonly versionId?: string | undefined; readonly versionStage?: string | undefined },
  ): string | undefined;
}

/** What a template's `{{resolve:ssm:…}}` and `{{resolve:ssm-secure:…}}` read. */
export interface ParametersPeer {
  /**
   * @param reference `name` or `name:version`
   * @returns the value, decrypted
   */
  parameterValue(reference: string, caller: Principal): string;
}
