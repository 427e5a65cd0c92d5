import type { EventEnvelope } from './envelope.ts';
import { valueAt } from './json-path.ts';

/** How a target wants the event: as it is, one constant, a part of it, or a template filled from it. */
export interface InputSettings {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** What a template can say of the rule and of the event's way to it. */
export interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
  /** When EventBridge received the event, in ISO 8601. */
  readonly ingestionTime: string;
}

/** The text that a target receives for an event. */
export function targetInput(settings: InputSettings, event: EventEnvelope, rule: RuleIdentity): string {
  const { Input, InputPath, InputTransformer } = settings;
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath) ?? null);
  if (!InputTransformer) return JSON.stringify(event);

  const { detail: _detail, ...withoutDetail } = event;
  const values = new Map<string, unknown>();
  for (const [name, path] of Object.entries(InputTransformer.InputPathsMap ?? {}))
    values.set(name, valueAt(event, path));
  // These names are reserved: nothing of the rule's own takes their place.
  values.set('aws.events.rule-name', rule.name);
  values.set('aws.events.rule-arn', rule.arn);
  values.set('aws.events.event', withoutDetail);
  values.set('aws.events.event.json', event);
  values.set('aws.events.event.ingestion-time', rule.ingestionTime);
  return fill(InputTransformer.InputTemplate, values);
}

/**
 * Fills `<name>` in a template: inside quotes as text, elsewhere as JSON. A placeholder of no known
 * name stays as it stands; one whose path led nowhere is empty text, or `null`.
 */
function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (token: string, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? null);
    const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
