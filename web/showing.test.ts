import { describe, expect, it } from 'vitest';
import type { VideoStatus } from '../generated/schema.ts';
import { showingOf, stepFrom, type Showing } from './showing.ts';

/** Lives through some states, and says which steps it took. */
const steps = (...states: VideoStatus[]) => {
  let shown: Showing | undefined;
  return states.map((status) => {
    const step = stepFrom(shown, { status });
    shown = showingOf({ status });
    return step;
  });
};

describe('a video’s place on the page', () => {
  it('plays as soon as it can, and takes the better renditions over once', () =>
    expect(steps('PROCESSING', 'PLAYABLE', 'PLAYABLE', 'READY', 'READY')).toEqual([
      ...['say', 'play', 'stay', 'take over', 'stay'],
    ]));

  it('plays at once what was ready before it was looked at', () => expect(steps('READY')).toEqual(['play']));

  it('plays what was never playable before', () =>
    expect(steps('PROCESSING', 'READY')).toEqual(['say', 'play']));

  it('stops when another attempt begins or the video fails: its files go', () => {
    expect(steps('PLAYABLE', 'UPLOADED', 'PLAYABLE')).toEqual(['play', 'say', 'play']);
    expect(steps('PLAYABLE', 'FAILED')).toEqual(['play', 'say']);
  });
});
