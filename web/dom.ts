type Props<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], 'dataset' | 'attributes'>
> & {
  readonly dataset?: Readonly<Record<string, string>>;
  /** Attributes that are no properties: `aria-*`, `role`. */
  readonly attributes?: Readonly<Record<string, string>>;
};

/** Makes an element. Text goes in as text, never as HTML: titles and messages are other people's words. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { dataset = {}, attributes = {}, ...properties }: Props<Tag> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  Object.assign(element.dataset, dataset);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An error's own words. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
