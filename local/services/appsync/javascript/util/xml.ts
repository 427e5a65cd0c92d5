import { createRequire } from 'node:module';
import type * as FastXml from 'fast-xml-parser';
import { FieldError } from '../../errors.ts';

/** Loaded when a resolver first reads XML. */
const load = createRequire(import.meta.url);

/** `util.xml`: elements as members, repeated ones as lists; text beside attributes is the member `content`. */
export const xmlUtil = {
  toMap: (text: string) => parseXml(text),
  /** @param encoded whether the JSON is given as a JSON string once more */
  toJsonString(text: string, encoded?: boolean) {
    const json = JSON.stringify(parseXml(text));
    return encoded === true ? JSON.stringify(json) : json;
  },
};

function parseXml(text: string): unknown {
  const { XMLParser, XMLValidator } = load('fast-xml-parser') as typeof FastXml;
  const verdict = XMLValidator.validate(String(text));
  if (verdict !== true)
    throw new FieldError(
      `Unable to parse XML: ${verdict.err.msg} Line ${verdict.err.line}.`,
      'MappingTemplate',
    );
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: 'content',
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  return parser.parse(String(text)) as unknown;
}
