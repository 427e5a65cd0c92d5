import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsError } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import { NAMESPACES, refuseQuery } from '../../../runtime/protocols/query.ts';
import { asAwsError, reply } from '../../../runtime/protocols/reply.ts';
import type { AwsCall } from '../../../runtime/service.ts';

/** Lists have one member element each, whose name says what it is. */
const parser = new XMLParser({
  parseTagValue: false,
  processEntities: true,
  isArray: (_name, path) => String(path).endsWith('.Items.Path'),
});
const builder = new XMLBuilder({ format: false });

export interface XmlAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The root element's name, and what is in it. */
  readonly root: string;
  readonly body: unknown;
}

/** Reads a request's document, which must have that root element. */
export function parseXml(text: string, root: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '')
    throw new AwsError(
      'MissingBody',
      'This operation requires a body. Ensure that the body is present.',
      400,
    );
  const malformed = new AwsError('MalformedXML', 'The XML document is malformed.', 400);
  // A document type could define entities, and nobody who calls this API has a use for one.
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformed;
  const document = (parser.parse(text) as Record<string, unknown>)[root];
  if (typeof document !== 'object' || document === null) throw malformed;
  return document as Readonly<Record<string, unknown>>;
}

/** Answers in REST-XML: the operation's document, or the error's. */
export async function answerXml(call: AwsCall, log: Log, operation: () => Promise<XmlAnswer>): Promise<void> {
  try {
    const { status = 200, headers = {}, root, body } = await operation();
    if (call.response.headersSent || call.response.destroyed) return;
    for (const [name, value] of Object.entries(headers)) call.response.setHeader(name, value);
    reply(call, status, 'text/xml', document(root, body));
  } catch (error) {
    refuseQuery(call, asAwsError(error, call.service, log), NAMESPACES.cloudfront);
  }
}

const document = (root: string, body: unknown): string => {
  const xml = builder.build({ [root]: body }) as string;
  return `<?xml version="1.0"?>\n${xml.replace(`<${root}>`, `<${root} xmlns="${NAMESPACES.cloudfront}">`)}`;
};
