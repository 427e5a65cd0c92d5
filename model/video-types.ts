/*
 * The API's own words, said again: the model knows no schema. A test holds the two equal.
 */

export const VIDEO_KINDS = ['SHORT', 'LONG'] as const;
export type VideoKind = (typeof VIDEO_KINDS)[number];

export const VIDEO_STATUSES = [
  'AWAITING_UPLOAD',
  'UPLOADED',
  'PROCESSING',
  'PLAYABLE',
  'READY',
  'FAILED',
] as const;
export type VideoStatus = (typeof VIDEO_STATUSES)[number];

export const VISIBILITIES = ['PUBLIC', 'UNLISTED', 'PRIVATE'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const ACCESSES = ['FREE', 'PREMIUM'] as const;
export type Access = (typeof ACCESSES)[number];

/** Which outputs are made of a file; see `profiles.ts`. */
export const TRANSCODING_PROFILES = ['STANDARD', 'COMPACT', 'ADAPTIVE_HEVC'] as const;
export type TranscodingProfile = (typeof TRANSCODING_PROFILES)[number];

export const CAPTIONS_STATUSES = ['AWAITING_UPLOAD', 'READY', 'FAILED'] as const;
export type CaptionsStatus = (typeof CAPTIONS_STATUSES)[number];

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
