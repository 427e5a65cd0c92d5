import { describe, expect, it, vi } from 'vitest';
import { createPositionNotes, resumeAt } from './position.ts';

it.each([
  ['before the first time', null, 60, 0],
  ['a moment after the beginning', 0.5, 60, 0],
  ['in the middle', 30, 60, 30],
  ['in the credits', 57.5, 60, 0],
  ['where the length is not known', 30, null, 30],
])('%s', (_when, position, duration, from) => expect(resumeAt(position, duration)).toBe(from));

describe('the notes of a position', () => {
  /** Notes under a clock that the test turns. */
  function notesAt(from: number, note = vi.fn((_position: number) => Promise.resolve())) {
    let now = 0;
    const failed = vi.fn();
    const notes = createPositionNotes({ note, failed, now: () => now }, { from, duration: 60 });
    const play = (seconds: number) => {
      for (let position = from; position <= from + seconds; position += 0.25, now += 250)
        notes.playing(position);
    };
    return { notes, note, failed, play };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are taken every ten seconds while it plays', async () => {
    const { note, play } = notesAt(5);
    play(9.5);
    expect(note).not.toHaveBeenCalled();
    const longer = notesAt(5);
    longer.play(30.25);
    await settled();
    expect(longer.note.mock.calls.flat().at(0)).toBe(15);
    expect(longer.note.mock.calls.flat().at(-1)).toBe(35);
  });

  it('and when it stops, unless that is where it was', async () => {
    const { notes, note } = notesAt(5);
    notes.stopped(5.2);
    expect(note).not.toHaveBeenCalled();
    notes.stopped(8);
    notes.stopped(8);
    await settled();
    expect(note.mock.calls).toEqual([[8]]);
  });

  it('go one at a time, and the last of those that wait is sent', async () => {
    const answers: (() => void)[] = [];
    const slow = vi.fn((_position: number) => new Promise<void>((answer) => answers.push(answer)));
    const { notes, note } = notesAt(0, slow);
    notes.stopped(10);
    notes.stopped(20);
    notes.stopped(30);
    expect(note.mock.calls).toEqual([[10]]);
    answers[0]!();
    await settled();
    expect(note.mock.calls).toEqual([[10], [30]]);
  });

  it('never go beyond the end, and a failed one does not end them', async () => {
    const { notes, note, failed } = notesAt(
      0,
      vi.fn((_position: number) => Promise.reject(new Error('no line'))),
    );
    notes.stopped(60.04);
    await settled();
    expect(failed).toHaveBeenCalledWith(new Error('no line'));
    notes.stopped(30);
    await settled();
    expect(note.mock.calls).toEqual([[60], [30]]);
  });
});
