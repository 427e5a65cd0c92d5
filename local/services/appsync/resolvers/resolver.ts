import { AUTH_TYPES } from '../auth/caller.ts';
import type { DataSource, DataSourceAnswer } from '../data-sources/data-source.ts';
import { FieldError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Invocation } from '../javascript/invocation.ts';
import type { HandlerName, HandlerResult, RunHandler } from '../javascript/module.ts';
import type { FieldCall } from './field-call.ts';

/** Answers one field. Rejects with `FieldError` alone, unless this runtime is at fault. */
export type Resolver = (call: FieldCall) => Promise<unknown>;

/** A step bound to its code and its data source. */
export interface Step {
  readonly id: string;
  readonly run: RunHandler;
  readonly dataSource: DataSource;
  readonly maxBatchSize: number;
}

export interface ResolverOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The type of the field that is resolved, as the schema names it. */
  readonly outputType: string;
}

/** Largest request object that AppSync hands to a data source, in characters of its JSON. */
const LARGEST_REQUEST = 5 * 1024 * 1024;

interface StepOutcome {
  readonly value: unknown;
  /** `earlyReturn` asked for the end of the whole pipeline. */
  readonly end: boolean;
}

/** What all fields of a request share, and all requests to an API, is written down once. */
const texts = new WeakMap<object, string>();

function textOf(value: object | null | undefined): string {
  if (!value) return 'null';
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Runs one field's handlers, keeping the stash between them. */
function createRun(call: FieldCall, options: ResolverOptions) {
  let stash = '{}';
  const invocation: Invocation = {
    authType: AUTH_TYPES[call.caller.mode],
    now: options.now,
    effects: call.effects,
    appendError: call.appendError,
  };
  const fixed = `"arguments":${JSON.stringify(call.args)}`;
  const lazy = {
    identity: textOf(call.caller.identity),
    source: JSON.stringify(call.source ?? null),
    request: textOf(call.request),
    info: JSON.stringify(call.info),
    env: textOf(options.environment),
  };

  function handle(
    run: RunHandler,
    handler: HandlerName,
    more: Readonly<Record<string, unknown>>,
  ): HandlerResult {
    const members = JSON.stringify(more).slice(1, -1);
    const eager = `{${fixed},"stash":${stash}${members && `,${members}`}}`;
    const result = run(handler, { eager, lazy }, invocation);
    stash = result.stash;
    return result;
  }

  async function runStep(step: Step, more: Readonly<Record<string, unknown>>): Promise<StepOutcome> {
    const asked = handle(step.run, 'request', more);
    if (asked.early) return { value: asked.value, end: asked.early === 'END' };
    const answer = await askDataSource(step, asked, call, options);
    const answered = handle(step.run, 'response', { ...more, ...answer });
    return { value: answered.value, end: answered.early === 'END' };
  }
  return { handle, runStep };
}

async function askDataSource(
  step: Step,
  { value: request, size }: HandlerResult,
  call: FieldCall,
  { outputType }: ResolverOptions,
): Promise<DataSourceAnswer> {
  if (!isObject(request))
    throw new FieldError('The request handler must return an object.', 'MappingTemplate');
  if (size > LARGEST_REQUEST) throw new FieldError('Transformation too large', 'MappingTemplate');
  const { id: stepId, maxBatchSize } = step;
  const field = {
    arguments: call.args,
    identity: call.caller.identity,
    parentType: call.info.parentTypeName,
    field: call.info.fieldName,
    outputType,
  };
  return step.dataSource({ request, field, stepId, maxBatchSize, batches: call.batches });
}

export const unitResolver =
  (step: Step, options: ResolverOptions): Resolver =>
  async (call) =>
    (await createRun(call, options).runStep(step, {})).value;

/**
 * Before-handler, functions in order, after-handler; each sees the one before in `ctx.prev.result`.
 * An early return from the before-handler or with `END` goes straight to the after-handler.
 */
export const pipelineResolver =
  (own: RunHandler, steps: readonly Step[], options: ResolverOptions): Resolver =>
  async (call) => {
    const { handle, runStep } = createRun(call, options);
    const before = handle(own, 'request', { prev: {} });
    let result = before.value;
    if (!before.early)
      for (const step of steps) {
        const outcome = await runStep(step, { prev: { result } });
        result = outcome.value;
        if (outcome.end) break;
      }
    return handle(own, 'response', { prev: { result }, result }).value;
  };
