import { describe, expect, it } from 'vitest';
import { sourceOf } from './source.ts';

const files = [
  { name: 'source', codec: 'hvc1', url: 'https://cdn/source.mp4' },
  { name: '144p', codec: 'av01', url: 'https://cdn/144p.mp4' },
];
const all = { hls: true, plays: () => true };
const withoutHevc = { hls: true, plays: (type: string) => !type.includes('hvc1') };

describe('what to play', () => {
  it('is HLS where there is any, by hls.js or by the browser itself', () => {
    expect(sourceOf({ hlsUrl: 'm', files }, all)).toEqual({ kind: 'hls', url: 'm' });
    expect(sourceOf({ hlsUrl: 'm', files }, { ...all, hls: false })).toEqual({ kind: 'direct', url: 'm' });
  });

  it('is otherwise the largest file that the browser plays', () => {
    expect(sourceOf({ hlsUrl: null, files }, all)).toEqual({ kind: 'file', file: files[0], files });
    expect(sourceOf({ hlsUrl: null, files }, withoutHevc)).toEqual({
      kind: 'file',
      file: files[1],
      files: [files[1]],
    });
  });

  it('is the file that was asked for, as long as it is there', () => {
    expect(sourceOf({ hlsUrl: null, files }, all, '144p')).toMatchObject({ file: files[1] });
    expect(sourceOf({ hlsUrl: null, files }, all, '90p')).toMatchObject({ file: files[0] });
  });

  it('is nothing where the browser plays none of it', () =>
    expect(sourceOf({ hlsUrl: null, files }, { hls: true, plays: () => false })).toEqual({ kind: 'none' }));
});
