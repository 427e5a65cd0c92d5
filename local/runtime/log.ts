/** What the person at the terminal sees: one line per step, and faults whole. */
export interface Log {
  /** A step of the pipeline worth a line, for example `step('s3', 'PUT uploads/1.mp4 (3 MB)')`. */
  step(service: string, message: string): void;
  /** Something that is wrong but went on. */
  warn(service: string, message: string): void;
  /** A fault of this runtime: printed with its stack. */
  fault(service: string, error: unknown): void;
}

const time = () => new Date().toISOString().slice(11, 19);

/** Writes to a stream (default: standard error, so that standard output stays for results). */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line = (mark: string, service: string, message: string) =>
    write(`${time()} ${mark} ${service.padEnd(12)} ${message}\n`);
  return {
    step: (service, message) => line('·', service, message),
    warn: (service, message) => line('!', service, message),
    fault: (service, error) =>
      line('✗', service, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  };
}

/** Says nothing: for tests. */
export const silentLog: Log = { step: () => {}, warn: () => {}, fault: () => {} };
