import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { portFailure } from '../../local/command/port-failure.ts';
import type { Ports } from '../../local/runtime/runtime.ts';
import { PAYMENT_PROVIDERS, type PaymentProviderName } from '../../model/payment-order.ts';

/** What a person can choose about the local stack: by environment variables and arguments. */
export interface Settings {
  readonly dataDirectory: string;
  readonly ports: Ports;
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Begin anew: throw away all state first. */
  readonly reset: boolean;
  /** Build again whenever a source is saved, and swap what changed. */
  readonly watch: boolean;
  /** Print for each denied call the statement that would allow it. */
  readonly explainDenials: boolean;
  /** Who takes the money of new orders; the template's own choice when it is left out. */
  readonly paymentProvider?: PaymentProviderName;
}

export const root = join(import.meta.dirname, '..', '..');
/** Where the build puts the template and the web page. */
export const ASSEMBLY = join(root, 'cdk.out');
export const WEB_PAGES = join(root, 'dist', 'web');

const OPTIONS = {
  reset: { type: 'boolean' },
  watch: { type: 'boolean' },
  'explain-denials': { type: 'boolean' },
  payments: { type: 'string' },
} as const;

const HELP = `There are, after npm start --
  --reset              begins anew: all state is thrown away
  --watch              builds again whenever a source is saved, and swaps what changed
  --explain-denials    prints for each denied call the statement that would allow it
  --payments PROVIDER  who takes the money of new orders: ${PAYMENT_PROVIDERS.join(' or ')}`;

/** Throws an error that says what is wrong with which setting. */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const { reset = false, watch = false, 'explain-denials': explainDenials = false, payments } = parsed(args);
  const paymentProvider = readProvider(payments ?? environment['PLAYHEAD_PAYMENT_PROVIDER']);
  return {
    dataDirectory: resolve(root, environment['PLAYHEAD_DATA'] || '.playhead'),
    ports: readPorts(environment),
    ffmpeg: environment['FFMPEG_PATH'] || 'ffmpeg',
    ffprobe: environment['FFPROBE_PATH'] || 'ffprobe',
    ...{ reset, watch, explainDenials },
    ...(paymentProvider && { paymentProvider }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${HELP}`, { cause: error });
  }
}

function readProvider(name: string | undefined): PaymentProviderName | undefined {
  const known = PAYMENT_PROVIDERS.find((one) => one === name);
  if (known || !name) return known;
  throw new Error(
    `--payments (or PLAYHEAD_PAYMENT_PROVIDER) must be ${PAYMENT_PROVIDERS.join(' or ')}, not "${name}".`,
  );
}

function readPorts(environment: NodeJS.ProcessEnv): Ports {
  const web = port('PLAYHEAD_PORT', environment, 4000);
  const aws = port('PLAYHEAD_AWS_PORT', environment, 4566);
  if (aws >= web && aws <= web + 2)
    throw new Error(
      `PLAYHEAD_AWS_PORT must be neither the web port (${web}) nor one of the two after it, the CDN’s and the payment sandbox’s.`,
    );
  return { web, cdn: web + 1, payments: web + 2, aws };
}

function port(name: string, environment: NodeJS.ProcessEnv, otherwise: number): number {
  const value = environment[name] ? Number(environment[name]) : otherwise;
  if (Number.isInteger(value) && value >= 1 && value <= 65_533) return value;
  throw new Error(`${name} must be a port number from 1 to 65533, not "${environment[name]}".`);
}

/** What went wrong, in one line that says what to do about it where that is known. */
export function explain(error: unknown, { ports }: Settings): string {
  const failure = portFailure(error, ports);
  if (!failure) return (error as Error).message;
  const variable = failure.name === 'aws' ? 'PLAYHEAD_AWS_PORT' : 'PLAYHEAD_PORT';
  return `${failure.sentence} Choose another: ${variable}=${failure.taken + 1000} npm start`;
}
