import { expect, it } from 'vitest';
import type { Log } from './log.ts';
import { createNames } from './names.ts';

function recorded() {
  const lines: string[] = [];
  const write = (service: string, message: unknown) => void lines.push(`${service} ${String(message)}`);
  const names = createNames();
  return { lines, names, log: names.readable({ step: write, warn: write, fault: write } satisfies Log) };
}

it('writes a resource’s short name for its physical and its logical id', () => {
  const { lines, names, log } = recorded();
  names.add('Stack-WorkQueue4A7E3555-abc123def456', 'WorkQueue4A7E3555');
  log.step('events', 'Rule → Stack-WorkQueue4A7E3555-abc123def456');
  log.warn('s3', 'POST WorkQueue4A7E3555/uploads/1.mp4 (3 MB)');
  expect(lines).toEqual(['events Rule → WorkQueue', 's3 POST WorkQueue/uploads/1.mp4 (3 MB)']);
});

it('leaves every other word as it is, and faults whole', () => {
  const { lines, names, log } = recorded();
  names.add('Stack-WorkQueue4A7E3555-abc123def456', 'WorkQueue4A7E3555');
  log.step('lambda', 'OtherQueue4A7E3555 and Stack-WorkQueue4A7E3555-abc123def456x');
  log.fault('sqs', new Error('Stack-WorkQueue4A7E3555-abc123def456'));
  expect(lines).toEqual([
    'lambda OtherQueue4A7E3555 and Stack-WorkQueue4A7E3555-abc123def456x',
    'sqs Error: Stack-WorkQueue4A7E3555-abc123def456',
  ]);
});

it('keeps a logical id that is nothing but the hash', () => {
  const { lines, names, log } = recorded();
  names.add('Stack-0123ABCD-abc123def456', '0123ABCD');
  log.step('sqs', 'Stack-0123ABCD-abc123def456');
  expect(lines).toEqual(['sqs 0123ABCD']);
});
