import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Ports } from '../runtime/runtime.ts';
import { portFailure } from './port-failure.ts';

/** What a person asks of `local`: which template to boot, and how. */
export interface Arguments {
  readonly template: string;
  readonly stackName: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly dataDirectory: string;
  readonly reset: boolean;
  readonly explainDenials: boolean;
  readonly watch: boolean;
  readonly ports: Ports;
}

export const USAGE = `Boots a CloudFormation template on this machine.

  --template PATH        a template (JSON or YAML), or the folder of a synthesized assembly
  --stack NAME           which stack of the assembly; otherwise the name of a plain template's stack
  --parameter KEY=VALUE  a parameter of the template; as often as there are parameters
  --data DIRECTORY       where all state is kept (default: .local)
  --port N               the API and the web; the CDN and the payment sandbox are on the two after it (default: 4000)
  --aws-port N           the AWS APIs (default: 4566)
  --reset                throw the state away first
  --explain-denials      print for each denied call the statement that would allow it
  --watch                boot again what changed whenever the template or its code is saved
`;

/** @throws Error with one line that says which argument is wrong */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      template: { type: 'string' },
      stack: { type: 'string' },
      parameter: { type: 'string', multiple: true, default: [] },
      data: { type: 'string', default: '.local' },
      port: { type: 'string', default: '4000' },
      'aws-port': { type: 'string', default: '4566' },
      reset: { type: 'boolean', default: false },
      'explain-denials': { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
    },
  });
  if (!values.template) throw new Error('--template PATH is missing: which template is to boot?');
  const web = port('--port', values.port);
  const aws = port('--aws-port', values['aws-port']);
  if (aws >= web && aws <= web + 2)
    throw new Error(`--aws-port must be none of ${web} to ${web + 2}, which --port takes.`);
  return {
    template: resolve(values.template),
    stackName: values.stack,
    parameters: Object.fromEntries(values.parameter.map(keyAndValue)),
    dataDirectory: resolve(values.data),
    reset: values.reset,
    explainDenials: values['explain-denials'],
    watch: values.watch,
    ports: { web, cdn: web + 1, payments: web + 2, aws },
  };
}

/** What went wrong, in one line that says what to do about it where that is known. */
export function explain(error: unknown, options: Pick<Arguments, 'ports'> | undefined): string {
  const failure = options && portFailure(error, options.ports);
  if (failure)
    return `${failure.sentence} Choose another: ${failure.name === 'aws' ? '--aws-port' : '--port'} ${failure.taken + 1000}`;
  const { code, message } = error as NodeJS.ErrnoException;
  return code?.startsWith('ERR_PARSE_ARGS') ? `${message}. What there is: npm run local -- --help` : message;
}

function keyAndValue(text: string): [string, string] {
  const [, key, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new Error(`--parameter ${text}: expected KEY=VALUE.`);
  return [key, value!];
}

function port(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_533) return value;
  throw new Error(`${name} must be a port number from 1 to 65533, not "${text}".`);
}
