import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { explain, readArguments } from './arguments.ts';

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
    ports: { web: 7000, cdn: 7001, payments: 7002, aws: 4566 },
  });
});

it.each([
  [[], '--template PATH is missing'],
  [['--template', 'a', '--port', 'x'], '--port must be a port number from 1 to 65533, not "x"'],
  [['--template', 'a', '--port', '4565'], '--aws-port must be none of 4565 to 4567'],
  [['--template', 'a', '--port', '4564'], '--aws-port must be none of 4564 to 4566'],
  [['--template', 'a', '--parameter', 'A'], '--parameter A: expected KEY=VALUE.'],
  [['--template', 'a', '--nonsense'], '--nonsense'],
])('refuses %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

it('says which port is taken, and how to choose another', () => {
  const options = readArguments(['--template', 'x', '--port', '5000', '--aws-port', '6000']);
  const taken = (port: number) => Object.assign(new Error('listen'), { code: 'EADDRINUSE', port });
  expect(explain(taken(5001), options)).toBe(
    'Port 5001, for the CDN, is in use by another program. Choose another: --port 6001',
  );
  expect(explain(taken(5002), options)).toMatch('Port 5002, for the payment sandbox, is in use');
  expect(explain(taken(6000), options)).toMatch('Choose another: --aws-port 7000');
  expect(explain(taken(1), options)).toBe('listen');
});

it('points at the help when an option does not exist', () => {
  const wrong = () => readArguments(['--templat', 'x']);
  try {
    wrong();
  } catch (error) {
    expect(explain(error, undefined)).toMatch(/^Unknown option '--templat'.*--help$/);
  }
  expect(wrong).toThrow();
});
