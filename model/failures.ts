import type { Failure } from './video-types.ts';

export type FailureCode =
  | 'EMPTY_FILE'
  | 'NOT_A_VIDEO'
  | 'UNSUPPORTED'
  | 'CORRUPT'
  | 'TOO_LARGE'
  | 'TOO_LONG'
  | 'TRANSCODE_FAILED'
  | 'CANCELED';

/** One sentence each, for the owner: what is wrong with the file or what to do, never how we found out. */
const FAILURES: Readonly<Record<FailureCode, Omit<Failure, 'code'>>> = {
  EMPTY_FILE: { message: 'The file is empty.', retryable: false },
  NOT_A_VIDEO: { message: 'The file is not a video that can be read.', retryable: false },
  UNSUPPORTED: { message: 'The file’s format or picture size is not supported.', retryable: false },
  CORRUPT: { message: 'The file is damaged or incomplete.', retryable: false },
  TOO_LARGE: { message: 'The file is larger than was announced.', retryable: false },
  TOO_LONG: { message: 'The video is longer than 12 hours.', retryable: false },
  TRANSCODE_FAILED: { message: 'The video could not be transcoded. Please try again.', retryable: true },
  CANCELED: { message: 'The transcoding was canceled.', retryable: true },
};

export const failure = (code: FailureCode): Failure => ({ code, ...FAILURES[code] });
