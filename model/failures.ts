import type { Failure } from './video-types.ts';

/** Why a video, or captions, failed; each with the code that the API names it by. */
export type FailureReason = keyof typeof FAILURES;

/** One sentence each, for the owner: what is wrong and what to do, never how we found out. */
const FAILURES = {
  EMPTY_FILE: { code: 'EMPTY_FILE', message: 'The file is empty.', retryable: false },
  NOT_A_VIDEO: {
    code: 'NOT_A_VIDEO',
    message: 'The file is neither a video nor a sound recording that can be read.',
    retryable: false,
  },
  UNSUPPORTED_CODEC: {
    code: 'UNSUPPORTED_CODEC',
    message: 'The file’s format or codec is not supported, or it is encrypted.',
    retryable: false,
  },
  UNSUPPORTED_RATE: {
    code: 'UNSUPPORTED_CODEC',
    message: 'The video has more than 300 frames a second.',
    retryable: false,
  },
  CORRUPT: { code: 'CORRUPT', message: 'The file is damaged or incomplete.', retryable: false },
  TOO_LARGE: { code: 'TOO_LARGE', message: 'The file is larger than was announced.', retryable: false },
  PICTURE_TOO_LARGE: {
    code: 'TOO_LARGE',
    message: 'The picture is larger than 8,192 × 4,320 pixels.',
    retryable: false,
  },
  PICTURE_TOO_SMALL: {
    code: 'TOO_SMALL',
    message: 'The picture is smaller than 32 × 32 pixels.',
    retryable: false,
  },
  TOO_LONG: { code: 'TOO_LONG', message: 'The video is longer than 12 hours.', retryable: false },
  TOO_MANY_TRACKS: {
    code: 'TOO_MANY_TRACKS',
    message: 'The file has more than 64 tracks.',
    retryable: false,
  },
  UPLOAD_EXPIRED: {
    code: 'UPLOAD_EXPIRED',
    message: 'The file was not sent in time. Please upload it again.',
    retryable: false,
  },
  SOURCE_EXPIRED: {
    code: 'SOURCE_EXPIRED',
    message: 'The file is no longer kept. Please upload it again.',
    retryable: false,
  },
  TRANSCODE_FAILED: {
    code: 'TRANSCODE_FAILED',
    message: 'The video could not be transcoded. Please try again.',
    retryable: true,
  },
  JOB_CANCELED: { code: 'CANCELED', message: 'The transcoding was canceled.', retryable: true },
  /** By its owner: nothing is kept. */
  CANCELED: { code: 'CANCELED', message: 'The upload was canceled.', retryable: false },
  NOT_CAPTIONS: {
    code: 'NOT_CAPTIONS',
    message: 'The file is neither WebVTT nor SRT, or a line of it cannot be read.',
    retryable: false,
  },
  TOO_MANY_CUES: { code: 'TOO_LARGE', message: 'The file has more than 50,000 cues.', retryable: false },
} as const satisfies Readonly<Record<string, Failure>>;

export const failure = (reason: FailureReason): Failure => FAILURES[reason];
