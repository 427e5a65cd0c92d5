import { describe, expect, it } from 'vitest';
import type { VideoStatus } from '../generated/schema.ts';
import { canCancel, canRetry, isPlayable, laterState, type VideoState } from './status.ts';

const STATUSES: readonly VideoStatus[] = [
  'AWAITING_UPLOAD',
  'UPLOADED',
  'PROCESSING',
  'PLAYABLE',
  'READY',
  'FAILED',
];

const state = (status: VideoStatus, version = 1, retryable?: boolean): VideoState => ({
  version,
  status,
  failure: retryable === undefined ? null : { code: 'C', message: 'M', retryable },
});
const those = (holds: (state: VideoState) => boolean) => STATUSES.filter((status) => holds(state(status)));

describe('a video', () => {
  it('can be watched by its owner as soon as its lowest renditions are there', () =>
    expect(those(isPlayable)).toEqual(['PLAYABLE', 'READY']));

  it('can be canceled until it has come to an end', () =>
    expect(those(canCancel)).toEqual(['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PLAYABLE']));

  it('can be tried again only where that can help', () => {
    expect(canRetry(state('FAILED', 1, true))).toBe(true);
    expect(canRetry(state('FAILED', 1, false))).toBe(false);
    expect(canRetry(state('FAILED'))).toBe(false);
    // A failure of before stays in nobody's way.
    expect(canRetry(state('PROCESSING', 1, true))).toBe(false);
  });
});

it('the later telling counts, and the first of two that are even', () => {
  const known = state('PROCESSING', 3);
  expect(laterState(known, state('PLAYABLE', 4)).status).toBe('PLAYABLE');
  expect(laterState(known, state('UPLOADED', 2))).toBe(known);
  expect(laterState(known, state('FAILED', 3))).toBe(known);
  expect(laterState(undefined, known)).toBe(known);
});
