import type { VideoUpdate } from './update-video.ts';

/** An update while it is put together: what it sets and removes, and when it may. */
export class Expression {
  private readonly names: Record<string, string> = {};
  private readonly values: Record<string, unknown> = {};
  private readonly sets: string[] = [];
  private readonly removes: string[] = [];
  private readonly conditions: string[] = [];

  /** An attribute, as expressions name it. */
  name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  /** A value, as expressions name it. */
  value(value: unknown): string {
    const name = `:v${Object.keys(this.values).length}`;
    this.values[name] = value;
    return name;
  }

  /** Sets what has a value. */
  set(attributes: Readonly<Record<string, unknown>>): this {
    for (const [attribute, value] of Object.entries(attributes))
      if (value !== undefined) this.setTo(attribute, this.value(value));
    return this;
  }

  setTo(attribute: string, expression: string): this {
    this.sets.push(`${this.name(attribute)} = ${expression}`);
    return this;
  }

  remove(...attributes: readonly string[]): this {
    this.removes.push(...attributes.map((attribute) => this.name(attribute)));
    return this;
  }

  missing(attribute: string): string {
    return `attribute_not_exists(${this.name(attribute)})`;
  }

  compare(attribute: string, sign: '=' | '<', value: unknown): string {
    return `${this.name(attribute)} ${sign} ${this.value(value)}`;
  }

  missingOr(attribute: string, sign: '=' | '<', value: unknown): string {
    return `${this.missing(attribute)} OR ${this.compare(attribute, sign, value)}`;
  }

  among(attribute: string, values: readonly unknown[]): string {
    return `${this.name(attribute)} IN (${values.map((value) => this.value(value)).join(', ')})`;
  }

  /** All of these must hold. */
  only(...conditions: readonly string[]): this {
    this.conditions.push(...conditions);
    return this;
  }

  build(): VideoUpdate {
    return {
      UpdateExpression: [
        this.sets.length > 0 ? `SET ${this.sets.join(', ')}` : '',
        this.removes.length > 0 ? `REMOVE ${this.removes.join(', ')}` : '',
      ].join(' '),
      ConditionExpression: this.conditions.map((condition) => `(${condition})`).join(' AND '),
      ExpressionAttributeNames: this.names,
      ExpressionAttributeValues: this.values,
    };
  }
}
