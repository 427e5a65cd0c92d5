import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

it('reads which template to boot, and where', () => {
  expect(
    readArguments(['--template', 'a.yaml', '--parameter', 'A=1', '--parameter', 'B=x=y', '--port', '7000']),
  ).toEqual({
    template: resolve('a.yaml'),
    stackName: undefined,
    parameters: { A: '1', B: 'x=y' },
    dataDirectory: resolve('.local'),
    reset: false,
    explainDenials: false,
    watch: false,
    ports: { web: 7000, cdn: 7001, aws: 4566 },
  });
});

it.each([
  [[], '--template PATH is missing'],
  [['--template', 'a', '--port', 'x'], '--port must be a port number from 1 to 65534, not "x"'],
  [['--template', 'a', '--port', '4565'], '--aws-port must be neither 4565 nor 4566'],
  [['--template', 'a', '--parameter', 'A'], '--parameter A: expected KEY=VALUE.'],
  [['--template', 'a', '--nonsense'], '--nonsense'],
])('refuses %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
