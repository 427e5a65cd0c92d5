import type { FunctionDefinition } from '../function-definition.ts';

/** Most of a log that `LogType: Tail` returns, in bytes. */
const TAIL_BYTES = 4096;

/** What one invocation writes to its log stream, in Lambda's form, with the tail kept for the caller. */
export interface InvocationLog {
  start(): void;
  output(text: string): void;
  end(report: Report): void;
  /** The last 4 KB in base64, as the header `x-amz-log-result` carries it. */
  tail(): string;
}

export interface Report {
  readonly durationMs: number;
  readonly initMs: number | undefined;
  readonly memoryBytes: number;
  /** `timeout` and `error` as Lambda's report names them. */
  readonly status: 'success' | 'error' | 'timeout';
}

export function createInvocationLog(
  definition: FunctionDefinition,
  requestId: string,
  writeLine: (line: string) => void,
): InvocationLog {
  let kept = '';
  const write = (line: string) => {
    kept = `${kept}${line}\n`.slice(-TAIL_BYTES);
    writeLine(line);
  };
  const json = definition.logFormat === 'JSON';
  const platform = (type: string, record: object) =>
    write(JSON.stringify({ time: new Date().toISOString(), type, record: { requestId, ...record } }));

  return {
    start() {
      if (json) platform('platform.start', { version: definition.version });
      else write(`START RequestId: ${requestId} Version: ${definition.version}`);
    },
    output: (text) => {
      for (const line of text.replace(/\n$/, '').split('\n')) write(line);
    },
    end({ durationMs, initMs, memoryBytes, status }) {
      const billed = Math.ceil(durationMs + (initMs ?? 0));
      const used = Math.ceil(memoryBytes / 2 ** 20);
      if (json) {
        const metrics = {
          durationMs: Number(durationMs.toFixed(3)),
          billedDurationMs: billed,
          memorySizeMB: definition.memoryMb,
          maxMemoryUsedMB: used,
          ...(initMs !== undefined && { initDurationMs: Number(initMs.toFixed(3)) }),
        };
        platform('platform.report', { metrics, status });
        return;
      }
      write(`END RequestId: ${requestId}`);
      write(
        [
          `REPORT RequestId: ${requestId}`,
          `Duration: ${durationMs.toFixed(2)} ms`,
          `Billed Duration: ${billed} ms`,
          `Memory Size: ${definition.memoryMb} MB`,
          `Max Memory Used: ${used} MB`,
          ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
          ...(status === 'success' ? [] : [`Status: ${status}`]),
        ].join('\t'),
      );
    },
    tail: () => Buffer.from(kept).toString('base64'),
  };
}
