/** What the service and the process of one execution environment say to each other over their channel. */

/** The first message to the process. */
export interface WorkerSetup {
  readonly handlerPath: string;
  /** The folder of the function's code. */
  readonly codePath: string;
  /** Folder where compiled code is kept for the next environment. */
  readonly compileCache: string;
  readonly exportName: string;
  /** For example `nodejs24.x`. */
  readonly nodeRuntime: string;
  readonly functionName: string;
  /** `$LATEST` or a version's number. */
  readonly version: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: 'Text' | 'JSON';
}

export interface InvokeMessage {
  readonly requestId: string;
  /** The function's ARN as the caller named it, with its qualifier if it had one. */
  readonly invokedArn: string;
  /** The event as JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** An error as Lambda reports it to the caller. */
export interface FunctionErrorObject {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  /** The module is loaded; the environment takes invocations from now on. */
  | { readonly kind: 'ready' }
  /** Something that the function wrote to its standard output or error. */
  | { readonly kind: 'output'; readonly text: string }
  /** The function's answer as JSON; `memory` is what its process takes, in bytes. */
  | { readonly kind: 'result'; readonly payload: string; readonly memory: number }
  /** The handler threw, or (before `ready`) the module could not be loaded. `fatal`: the process ends with it. */
  | {
      readonly kind: 'error';
      readonly error: FunctionErrorObject;
      readonly memory: number;
      readonly fatal?: true;
    };
