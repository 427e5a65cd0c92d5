import { expect, it } from 'vitest';
import { steadyClock } from './steady-clock.ts';

it('tells once of each time that it was set back, and of no small adjustment', () => {
  let now = 100_000;
  const told: number[][] = [];
  const clock = steadyClock({ now: () => now }, (...times) => told.push(times));
  for (const time of [100_000, 99_500, 50_000, 50_001, 900_000, 899_000, 10_000]) {
    now = time;
    expect(clock.now()).toBe(time);
  }
  expect(told).toEqual([
    [50_000, 50_000],
    [890_000, 10_000],
  ]);
});

it('tells again when it could not be heard', () => {
  let now = 100_000;
  let isFull = true;
  const told: number[] = [];
  const clock = steadyClock({ now: () => now }, (back) => {
    if (isFull) throw new Error('database or disk is full');
    told.push(back);
  });
  clock.now();
  now = 40_000;
  expect(() => clock.now()).toThrow('full');
  isFull = false;
  expect(clock.now()).toBe(40_000);
  expect(told).toEqual([60_000]);
});
