import { describe, expect, it } from 'vitest';
import type { VideoState } from '../../client/index.ts';
import { stateSaid } from './panel.ts';

const maker = { retry: () => {}, cancel: () => {} };
const failed = (retryable: boolean): VideoState => ({
  version: 3,
  status: 'FAILED',
  failure: { code: 'C', message: 'The disk was full.', retryable },
});
const labels = (state: VideoState, owner: typeof maker | undefined = maker) =>
  stateSaid(state, owner).actions?.map(({ label }) => label);

describe('what is said in the place of the picture', () => {
  it('is why a video failed, in the server’s words, and the way to try again where there is one', () => {
    expect(stateSaid(failed(true), maker)).toMatchObject({ words: 'The disk was full.', status: 'FAILED' });
    expect(labels(failed(true))).toEqual(['Try again']);
    expect(labels(failed(false))).toEqual([]);
    // Nothing is under way: no bar.
    expect(stateSaid(failed(true), maker)).not.toHaveProperty('percent');
  });

  it('is how far it is, and the way to end it', () => {
    const state: VideoState = { version: 2, status: 'PROCESSING', progress: 42 };
    expect(stateSaid(state, maker)).toMatchObject({ words: 'Transcoding', percent: 42 });
    expect(labels(state)).toEqual(['Cancel']);
    expect(stateSaid({ version: 1, status: 'UPLOADED' }, maker)).toMatchObject({ percent: null });
  });

  it('offers nothing to those whose video it is not', () =>
    expect(stateSaid(failed(true)).actions).toEqual([]));
});
