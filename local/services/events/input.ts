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

export interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
}

/** The text that a target receives for an event. */
export function targetInput(settings: InputSettings, event: object, rule: RuleIdentity): string {
  const { Input, InputPath, InputTransformer } = settings;
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath) ?? null);
  if (!InputTransformer) return JSON.stringify(event);

  const values = new Map<string, unknown>([
    ['aws.events.rule-name', rule.name],
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.event', event],
    ['aws.events.event.json', event],
    ['aws.events.event.ingestion-time', (event as { readonly time?: string }).time],
  ]);
  for (const [name, path] of Object.entries(InputTransformer.InputPathsMap ?? {}))
    values.set(name, valueAt(event, path));
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
