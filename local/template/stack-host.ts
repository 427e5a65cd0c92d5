import { AwsError } from '../runtime/errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { StackSource } from './assembly.ts';
import { beginDeployment, type ResourceHandlers } from './deployment.ts';
import { withReferences } from './dynamic-references.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { applyTemplate, type Stack } from './stack.ts';

/** Keeps the one stack of this machine, and brings it from one template to the next. */
export interface StackHost {
  /** Empty until the first deployment has succeeded. */
  stacks(): readonly Stack[];
  /**
   * Creates the stack, or updates it; one deployment at a time. What fails on a running stack is taken back: it
   * goes on as it was.
   *
   * @param parameters of an update: those of the last deployment when left out
   */
  deploy(source: StackSource, parameters?: Readonly<Record<string, string>>): Promise<Stack>;
  close(): void;
}

export interface StackHostOptions {
  readonly runtime: Runtime;
  readonly handlers: ResourceHandlers;
  /** The second pass of all services. */
  readonly connect: () => Promise<void>;
  /** File of the ledger. */
  readonly ledgerPath: string;
  readonly stackName: string;
}

export function createStackHost(options: StackHostOptions): StackHost {
  const { runtime, handlers, connect, ledgerPath, stackName } = options;
  let ledger: Ledger | undefined;
  let stack: Stack | undefined;
  let given: Readonly<Record<string, string>> = {};
  let last: Promise<unknown> = Promise.resolve();

  /** A deployment is the account's own work. */
  const caller = runtime.credentials.rootPrincipal;
  const resolving: ResourceHandlers = {
    ...handlers,
    create: (resource) => handlers.create(withReferences(resource, { peers: runtime.peers, caller })),
  };
  function readSsm(name: string): string | undefined {
    try {
      return runtime.peers.parameters.parameterValue(name, caller);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  async function deploy(source: StackSource, parameters: Readonly<Record<string, string>>): Promise<Stack> {
    ledger ??= openLedger(ledgerPath, stackName, runtime.clock.now());
    const running = new Set(stack?.resources.map(({ logicalId }) => logicalId));
    const deployment = beginDeployment({ ledger, handlers: resolving, log: runtime.log, running });
    let next: Stack;
    try {
      next = await applyTemplate({
        ...{ source, parameters, runtime, deployment },
        ...{ createdAt: ledger.createdAt, previous: stack, readSsm },
      });
      await connect();
    } catch (error) {
      // Nothing of a stack that never ran is worth going back to: its process ends.
      if (stack) {
        await deployment.rollBack();
        await connect();
      }
      throw error;
    }
    stack = next;
    given = parameters;
    await deployment.finish();
    return next;
  }

  return {
    stacks: () => (stack ? [stack] : []),
    deploy(source, parameters) {
      const result = last.then(() => deploy(source, parameters ?? given));
      last = result.catch(() => undefined);
      return result;
    },
    close: () => ledger?.close(),
  };
}
