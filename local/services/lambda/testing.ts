import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { Peers, SqsPeer } from '../../runtime/peers.ts';
import { root, testRuntime } from '../../runtime/testing.ts';
import { createLambda, type LambdaOptions } from './index.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/worker';

/** A Lambda service on an AWS port, with what it logged at hand and the functions of `test-functions/`. */
export async function lambdaForTests(peers: Partial<Peers> = {}, options: LambdaOptions = {}) {
  const lines: string[] = [];
  const logs: Peers['logs'] = {
    put: (group, stream, message) => void lines.push(`${group} ${stream} ${message}`),
  };
  const sqs = { ...peers.sqs } as SqsPeer;
  const { runtime, dispose } = testRuntime({ logs, ...peers, sqs });
  const lambda = createLambda(runtime, options);
  const server: Server = createAwsPort(runtime, { lambda });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  let stopped = false;
  function create(exportName: string, properties: Record<string, unknown> = {}) {
    const { attributes } = lambda.create({
      logicalId: exportName,
      type: 'AWS::Lambda::Function',
      properties: {
        FunctionName: exportName,
        Code: { LocalPath: fileURLToPath(new URL('./test-functions', import.meta.url)) },
        Handler: `index.${exportName}`,
        Runtime: 'nodejs24.x',
        Role: ROLE,
        ...properties,
      },
    }) as { attributes: Record<string, string> };
    return attributes['Arn']!;
  }

  return {
    runtime,
    lambda,
    lines,
    port,
    endpoint: `http://127.0.0.1:${port}`,
    create,
    /** Invokes for the result, as the root. */
    async invoke(arn: string, event: unknown = {}) {
      const { payload, functionError } = await lambda.invoke(
        arn,
        JSON.stringify(event),
        'RequestResponse',
        root,
      );
      return { result: JSON.parse(payload) as Record<string, unknown>, functionError };
    },
    /** May be called again. */
    async stop() {
      if (stopped) return;
      stopped = true;
      await lambda.stop?.();
      server.close();
      dispose();
    },
  };
}

export type LambdaForTests = Awaited<ReturnType<typeof lambdaForTests>>;
