/** A record as `GetRecords` answers it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Readonly<Record<string, unknown>>;
    readonly SequenceNumber: string;
    readonly SizeBytes?: number;
  };
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
  readonly [other: string]: unknown;
}

/** A record as a function sees it: with its source, and the identity in letters of another case. */
export function lambdaRecord(record: StreamRecord, streamArn: string) {
  const { userIdentity, ...rest } = record;
  return {
    ...rest,
    ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    eventSourceARN: streamArn,
  };
}

export const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;

/** The order of two sequence numbers: they are whole numbers, too long for one of JavaScript's. */
export function compareSequences(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
