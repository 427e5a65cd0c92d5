import { describe, expect, it } from 'vitest';
import { momentAfter, momentAt, previewAt } from './seeking.ts';

describe('the seek bar', () => {
  it('knows the moment under a pointer, where the thumb would be', () => {
    expect(momentAt(7, 214, 100)).toBe(0);
    expect(momentAt(107, 214, 100)).toBe(50);
    expect(momentAt(207, 214, 100)).toBe(100);
    expect(momentAt(-50, 214, 100)).toBe(0);
    expect(momentAt(900, 214, 100)).toBe(100);
  });

  it('keeps the preview above its moment, and inside', () => {
    expect(previewAt(50, 100, 214, 160)).toBe(107);
    expect(previewAt(0, 100, 214, 160)).toBe(80);
    expect(previewAt(100, 100, 214, 160)).toBe(134);
    expect(previewAt(100, 100, 100, 160)).toBe(50);
    expect(previewAt(0, 0, 214, 10)).toBe(7);
  });

  it.each([
    ['ArrowLeft', 45],
    ['ArrowRight', 55],
    ['PageUp', 70],
    ['PageDown', 30],
    ['Home', 0],
    ['End', 200],
    ['a', undefined],
  ])('goes by %s from 50 of 200 seconds to %s', (key, moment) =>
    expect(momentAfter(key, 50, 200)).toBe(moment),
  );

  it('never leaves the video', () => {
    expect(momentAfter('ArrowLeft', 2, 200)).toBe(0);
    expect(momentAfter('PageUp', 199, 200)).toBe(200);
  });
});
