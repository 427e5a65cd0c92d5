import type { Failure, VideoStatus } from '../generated/schema.ts';

/** What queries and events both say of a video's state. */
export interface VideoState {
  readonly version: number;
  readonly status: VideoStatus;
  readonly progress?: number | null;
  readonly failure?: Pick<Failure, 'code' | 'message' | 'retryable'> | null;
}

/** Of two tellings about one video the later one: answers and events overtake each other, and come twice. */
export const laterState = <State extends VideoState>(known: State | undefined, told: State): State =>
  known === undefined || told.version > known.version ? told : known;

/** Whether a video's state can still change by itself. */
export const isUnderWay = ({ status }: Pick<VideoState, 'status'>) =>
  status !== 'READY' && status !== 'FAILED';

/** Whether its owner may watch it. Everybody else has to wait for `READY`. */
export const isPlayable = ({ status }: Pick<VideoState, 'status'>) =>
  status === 'READY' || status === 'PLAYABLE';

/** Whether `cancelUpload` has something to end. */
export const canCancel = isUnderWay;

/** Whether `retryProcessing` can help. */
export const canRetry = ({ status, failure }: Pick<VideoState, 'status' | 'failure'>) =>
  status === 'FAILED' && failure?.retryable === true;
