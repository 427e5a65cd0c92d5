import { text } from 'node:stream/consumers';
import type { SdkOptions } from './sender.ts';

/** CloudFront's client is not among the packages: the smallest one, which reads an error as that of the SDK does. */
export async function cloudFront({ endpoint, requestHandler }: SdkOptions): Promise<string> {
  const { hostname, port } = new URL(endpoint);
  const path = '/2020-05-31/distribution';
  const request = { method: 'GET', protocol: 'http:', hostname, port: Number(port), path, query: {} };
  const { response } = await requestHandler.handle({ ...request, headers: { host: `${hostname}:${port}` } });
  const xml = await text(response.body);
  if (response.statusCode < 300) return xml;
  const [, code] =
    /^<\?xml [^>]*>\s*<ErrorResponse xmlns="[^"]+"><Error>.*<Code>(\w+)<\/Code>/s.exec(xml) ?? [];
  throw Object.assign(new Error(xml), { name: code, $metadata: { httpStatusCode: response.statusCode } });
}
