import { describe, expect, it, vi } from 'vitest';
import type { Place } from './engine.ts';
import { goOn, placeOf, type Watched } from './place.ts';

const before: Place = { position: 40, isPaused: true, rate: 1, captions: undefined };
const element = (more: Partial<Watched> = {}): Watched => ({
  ...{ currentTime: 12.5, playbackRate: 1.5, paused: false, readyState: 4 },
  play: async () => {},
  ...more,
});

describe('a handover to another address', () => {
  it('keeps the position, the speed, the captions, and whether it plays', () =>
    expect(placeOf(element(), 'de', before)).toEqual({
      position: 12.5,
      isPaused: false,
      rate: 1.5,
      captions: 'de',
    }));

  it('keeps where it was about to begin, before there is a picture', () => {
    const empty = element({ readyState: 0, currentTime: 0, paused: true });
    expect(placeOf(empty, undefined, before)).toMatchObject({ position: 40, isPaused: true });
    // Two in a row: the second one must not take the first one's standstill for a wish.
    expect(placeOf(empty, undefined, { ...before, isPaused: false })).toMatchObject({ isPaused: false });
  });

  it('plays on only where it was playing', () => {
    const playing = element({ play: vi.fn(async () => {}) });
    goOn(playing, { ...before, isPaused: true, rate: 2 }, () => {});
    expect(playing.play).not.toHaveBeenCalled();
    expect(playing.playbackRate).toBe(2);
    goOn(playing, { ...before, isPaused: false }, () => {});
    expect(playing.play).toHaveBeenCalledTimes(1);
  });

  it('says when the browser will not play on', async () => {
    const failed = vi.fn();
    goOn(
      element({ play: () => Promise.reject(new Error('No gesture.')) }),
      { ...before, isPaused: false },
      failed,
    );
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith(new Error('No gesture.')));
  });
});
