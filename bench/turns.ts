import { median } from './report.ts';

export const CLIENTS = 16;
const SECONDS = 4;
const ROUNDS = 3;

/** Calls a second of two sides with all clients busy, in turns: what else the machine does falls on both alike. */
export async function inTurns(
  ours: () => Promise<unknown>,
  bare: () => Promise<unknown>,
): Promise<{ ours: number; bare: number }> {
  const rates: { ours: number; bare: number }[] = [];
  await rate(ours, 1);
  await rate(bare, 1);
  for (let round = 0; round < ROUNDS; round += 1)
    rates.push({ ours: await rate(ours, SECONDS), bare: await rate(bare, SECONDS) });
  return { ours: median(rates.map((one) => one.ours)), bare: median(rates.map((one) => one.bare)) };
}

async function rate(call: () => Promise<unknown>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  const client = async () => {
    while (performance.now() < end) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return calls / seconds;
}
