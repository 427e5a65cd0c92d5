import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function progress(isTTY: boolean) {
  const written: string[] = [];
  return { written, bar: createProgress(2, { isTTY, write: (text) => written.push(text) }) };
}

it('is a bar that grows on a terminal, and is gone at the end', () => {
  const { written, bar } = progress(true);
  bar.step('One');
  bar.step('Two');
  bar.done();
  expect(written).toEqual([
    `\r\x1b[2K[${'░'.repeat(24)}] One`,
    `\r\x1b[2K[${'█'.repeat(12)}${'░'.repeat(12)}] Two`,
    '\r\x1b[2K',
  ]);
});

it('fills within a step', () => {
  const { written, bar } = progress(true);
  bar.step('One');
  bar.advance(0.5, '5 of 10');
  bar.step('Two');
  bar.advance(1);
  expect(written.slice(1)).toEqual([
    `\r\x1b[2K[${'█'.repeat(6)}${'░'.repeat(18)}] One  5 of 10`,
    `\r\x1b[2K[${'█'.repeat(12)}${'░'.repeat(12)}] Two`,
    `\r\x1b[2K[${'█'.repeat(24)}] Two`,
  ]);
});

it('keeps lines and the bar apart', () => {
  const { written, bar } = progress(true);
  bar.step('One');
  bar.line('a warning');
  bar.done();
  bar.line('after');
  expect(written.slice(1)).toEqual([`\r\x1b[2Ka warning\n[${'░'.repeat(24)}] One`, '\r\x1b[2K', 'after\n']);
});

it('is plain lines in a log', () => {
  const { written, bar } = progress(false);
  bar.step('One');
  bar.advance(0.5);
  bar.line('a warning');
  bar.done();
  expect(written).toEqual(['One …\n', 'a warning\n']);
});
