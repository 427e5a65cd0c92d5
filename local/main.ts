import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createAwsPort } from './runtime/aws-port.ts';
import { systemClock, type Clock } from './runtime/clock.ts';
import { createRuntime } from './runtime/create.ts';
import { takeDataDirectory } from './runtime/data-directory.ts';
import { createLog, type Log } from './runtime/log.ts';
import { TemplateError } from './runtime/errors.ts';
import type { Ports, Runtime } from './runtime/runtime.ts';
import type { Created, Resource, Service } from './runtime/service.ts';
import { createSandbox } from './sandbox/index.ts';
import { createServices, peersOf } from './services/index.ts';
import { INERT_TYPES, RESOURCE_TYPES } from './services/resource-types.ts';
import type { StackSource } from './template/assembly.ts';
import { createStackHost } from './template/stack-host.ts';
import type { Stack } from './template/stack.ts';

export interface CloudOptions {
  /** All state lives under it. */
  readonly dataDirectory: string;
  /** Throw away what an earlier process left there, and begin anew. */
  readonly reset?: boolean;
  /** Print for each denied call the statement that would allow it. */
  readonly explainDenials?: boolean;
  readonly stackName: string;
  readonly ports: Ports;
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly log?: Log;
  readonly clock?: Clock;
}

/** One machine's AWS, and beside it a payment provider that takes no money. */
export interface Cloud {
  readonly runtime: Runtime;
  /** Makes the stack's resources, opens the web port, and takes up what was under way. */
  createStack(source: StackSource, parameters: Readonly<Record<string, string>>): Promise<Stack>;
  /**
   * Brings the running stack to another template: what changed is swapped, data and sockets stay. When it
   * fails, everything is put back and the stack goes on as it was.
   *
   * @param parameters those it was created with, when left out
   */
  updateStack(source: StackSource, parameters?: Readonly<Record<string, string>>): Promise<Stack>;
  /** Ends what runs, in the reverse order of its start. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts every service, the AWS port and the payment sandbox. The account is empty until a stack is created. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  // AWS knows no other time zone unless told so: nothing here is to depend on this machine's.
  process.env['TZ'] = 'UTC';
  const release = takeDataDirectory(options.dataDirectory, options);
  const runtime = createRuntime({ clock: systemClock, log: createLog(), ...options });
  const services = createServices(runtime, { ...options, stacks: () => host.stacks() });
  runtime.connectPeers(peersOf(services));
  const all: Service[] = Object.values(services);
  const sandbox = createSandbox({
    directory: runtime.directory('sandbox'),
    port: runtime.ports.payments,
    clock: runtime.clock,
    log: runtime.log,
    secret: runtime.credentials.secret('sandbox'),
  });

  const awsPort = createAwsPort(runtime, services);
  const webPort = createServer((request, response) => runtime.web.http(request, response));
  webPort.on('upgrade', (request, socket, head) => runtime.web.upgrade(request, socket, head));

  const serviceOf = ({ logicalId, type }: Resource): Service | undefined => {
    const name = RESOURCE_TYPES[type];
    if (!name && !INERT_TYPES.has(type))
      throw new TemplateError(
        logicalId,
        `${type} is not handled on this machine. The handled types are listed in local/services/resource-types.ts; ` +
          'a Condition can leave out here what AWS alone has.',
      );
    return name && services[name];
  };
  const host = createStackHost({
    runtime,
    ...{ stackName: options.stackName, ledgerPath: join(runtime.directory('cloudformation'), 'stacks.db') },
    handlers: {
      create: async (resource) => serviceOf(resource)?.create(resource) ?? inert(runtime, resource),
      delete: async (resource) => serviceOf(resource)?.delete?.(resource),
    },
    async connect() {
      // Before the pollers begin: what they find waiting may call the API at once.
      if (!webPort.listening) await listen(webPort, runtime.ports.web);
      for (const service of all) await service.connect?.();
      // What it has to tell may be for a function of the stack.
      sandbox.connect();
    },
  });

  const started: Service[] = [];
  const stop = async () => {
    await sandbox.stop();
    for (const service of started) await service.drain?.();
    // Begun first of the rest, so that nothing new arrives, but awaited last: sockets end with the service that holds them.
    const webClosed = close(webPort);
    for (const service of started.reverse()) await service.stop?.();
    await webClosed;
    await close(awsPort);
    host.close();
    release();
  };
  try {
    for (const service of all) {
      await service.start?.();
      started.push(service);
    }
    await listen(awsPort, runtime.ports.aws);
    await sandbox.start();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    runtime,
    createStack: host.deploy,
    updateStack: host.deploy,
    stop,
  };
}

function inert(runtime: Runtime, { logicalId, type }: Resource): Created {
  const name = runtime.nameFor(logicalId);
  return { ref: name, attributes: { Arn: runtime.arn(type.split('::')[1]!.toLowerCase(), name) } };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
