import type { EventBridgeEvent } from 'aws-lambda';

/** What MediaConvert tells of a job, as far as we listen. Names are the service's; any may be missing. */
export interface JobDetail {
  readonly status: string;
  readonly jobId: string;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly jobProgress?: { readonly jobPercentComplete?: number };
  readonly outputGroupDetails?: readonly {
    readonly outputDetails?: readonly OutputDetail[];
  }[];
  readonly errorCode?: number;
  readonly errorMessage?: string;
}

export interface OutputDetail {
  readonly durationInMs?: number;
  /** Missing for sound. */
  readonly videoDetails?: {
    readonly widthInPx: number;
    readonly heightInPx: number;
    /** Bits per second. */
    readonly averageBitrate?: number;
  };
}

export type JobEvent = EventBridgeEvent<'MediaConvert Job State Change', JobDetail>;

/** The video that a job is for, and which attempt at it. Undefined for a job that is not of our making. */
export function jobTarget({ userMetadata }: JobDetail) {
  const { videoId, ownerId, attempt } = userMetadata ?? {};
  return videoId && ownerId && attempt && Number.isSafeInteger(Number(attempt))
    ? { videoId, ownerId, attempt: Number(attempt) }
    : undefined;
}
