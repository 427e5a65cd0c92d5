/** What the headers of one part of a form say of it. */
export interface PartHeaders {
  readonly name: string;
  /** As it was sent, perhaps with a path; `undefined` when there is none. */
  readonly filename: string | undefined;
}

/** Reads `content-disposition: form-data; name="…"; filename="…"`. Nothing when it is not there or has no name. */
export function readPartHeaders(text: string): PartHeaders | undefined {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(text)?.[1];
  if (disposition === undefined) return undefined;
  const name = parameter(disposition, 'name');
  return name === undefined ? undefined : { name, filename: parameter(disposition, 'filename') };
}

/** A quoted string, in which browsers write quotes and line breaks percent-encoded, or a bare token. */
function parameter(disposition: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|;)\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s"]+))`, 'i').exec(
    disposition,
  );
  if (!match) return undefined;
  const value = match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '';
  return value.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}
