/*
 * The API's own words, said again: the model knows no schema. A test holds the two equal.
 */

export type VideoKind = 'SHORT' | 'LONG';
export type VideoStatus = 'AWAITING_UPLOAD' | 'UPLOADED' | 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED';
export type Visibility = 'PUBLIC' | 'UNLISTED' | 'PRIVATE';
export type Access = 'FREE' | 'PREMIUM';
export type UploadMethod = 'POST' | 'MULTIPART';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export interface Rendition {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Bits per second. */
  readonly bitrate: number;
  readonly codec: string;
  readonly container: string;
}
