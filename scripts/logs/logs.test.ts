import { describe, expect, it } from 'vitest';
import { readLogsArguments } from './arguments.ts';
import { chooseFunction, type NamedFunction } from './functions.ts';
import { readPlace } from './place.ts';
import { readable } from './print-log.ts';

describe('the arguments', () => {
  it('are a function and how to read its log', () => {
    expect(readLogsArguments(['SubmitJob', '-f', '--since', '10m', '--filter', 'ERROR'])).toEqual({
      name: 'SubmitJob',
      follow: true,
      sinceMs: 600_000,
      filter: 'ERROR',
      dataDirectory: undefined,
    });
    expect(readLogsArguments(['--help'])).toBe('help');
  });

  it.each([[['a', 'b']], [['a', '--since', 'yesterday']], [['a', '--sinze', '1m']]])('are not %j', (args) => {
    expect(() => readLogsArguments(args)).toThrow();
  });
});

describe('a function', () => {
  const fn = (logicalId: string, physicalId: string): NamedFunction => ({
    logicalId,
    physicalId,
    logGroup: `/aws/lambda/${physicalId}`,
  });
  const all = [
    fn('SubmitJobHandler0A1B2C3D', 'App-SubmitJobHandler0A1B2C3D-x1'),
    fn('JobEvents4E5F6A7B', 'App-JobEvents4E5F6A7B-x2'),
    fn('Jobs', 'named-by-hand'),
  ];
  const chosen = (name: string) => chooseFunction(all, name).logicalId;

  it('is found by its logical id, with and without its hash, its physical id, or a part', () => {
    expect(chosen('JobEvents4E5F6A7B')).toBe('JobEvents4E5F6A7B');
    expect(chosen('JobEvents')).toBe('JobEvents4E5F6A7B');
    expect(chosen('named-by-hand')).toBe('Jobs');
    expect(chosen('submit-job')).toBe('SubmitJobHandler0A1B2C3D');
    expect(chosen('Jobs')).toBe('Jobs');
  });

  it('is asked for when there is none of that name, or more than one', () => {
    expect(() => chosen('absent')).toThrow(
      /^No function is called absent\. There are:\n {2}SubmitJobHandler /,
    );
    expect(() => chosen('job')).toThrow(/^job may mean any of these:\n/);
    expect(() => chosen('')).toThrow(/^Name a function:\n/);
    expect(() => chosen('--')).toThrow(/^No function/);
  });
});

it('says when nothing runs in a data directory', () => {
  expect(() => readPlace('/nowhere/at/all')).toThrow(
    /^Nothing runs here yet: .* Start it with npm run local\.$/,
  );
});

it('puts the time in front of a line once', () => {
  const time = Date.parse('2026-01-02T03:04:05.678Z');
  expect(readable(time, 'START RequestId: 1')).toBe('03:04:05.678  START RequestId: 1');
  expect(readable(time, '2026-01-02T03:04:05.678Z\t1\tINFO\thello\n')).toBe('03:04:05.678  1\tINFO\thello');
});
