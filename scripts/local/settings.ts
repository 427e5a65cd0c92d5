import { join, resolve } from 'node:path';

/** What a person can choose about the local stack: by environment variables and arguments. */
export interface Settings {
  readonly dataDirectory: string;
  readonly ports: { readonly web: number; readonly cdn: number; readonly aws: number };
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Begin anew: throw away all state first. */
  readonly reset: boolean;
}

export const root = join(import.meta.dirname, '..', '..');
/** Where the build puts the template and the web page. */
export const ASSEMBLY = join(root, 'cdk.out');
export const WEB_PAGES = join(root, 'dist', 'web');

/** Throws an error that says what is wrong with which setting. */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const unknown = args.filter((argument) => argument !== '--reset');
  if (unknown.length > 0) throw new Error(`Unknown argument ${unknown[0]}. The only one is --reset.`);
  const web = port('PLAYHEAD_PORT', environment, 4000);
  return {
    dataDirectory: resolve(root, environment['PLAYHEAD_DATA'] || '.playhead'),
    ports: { web, cdn: web + 1, aws: port('PLAYHEAD_AWS_PORT', environment, 4566) },
    ffmpeg: environment['FFMPEG_PATH'] || 'ffmpeg',
    ffprobe: environment['FFPROBE_PATH'] || 'ffprobe',
    reset: args.includes('--reset'),
  };
}

function port(name: string, environment: NodeJS.ProcessEnv, otherwise: number): number {
  const value = environment[name] ? Number(environment[name]) : otherwise;
  if (Number.isInteger(value) && value >= 1 && value <= 65_534) return value;
  throw new Error(`${name} must be a port number from 1 to 65534, not "${environment[name]}".`);
}
