import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * What S3 is held against: a bare server that streams each body to a file and back, and does nothing else
 * (the documents are the least that `lib-storage` asks for). Argument: a directory. Prints its URL.
 */
const directory = process.argv[2]!;
let files = 0;

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '' } = request;
  if (method === 'GET') {
    const path = join(directory, 'file-1');
    response.writeHead(200, { 'content-length': (await stat(path)).size });
    return pipeline(createReadStream(path), response);
  }
  if (method === 'POST' && url.includes('uploadId=')) {
    request.resume();
    return xml(response, '<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>');
  }
  if (method === 'POST' && url.includes('uploads')) {
    request.resume();
    const result = '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>';
    return xml(response, result);
  }
  files += 1;
  await pipeline(request, createWriteStream(join(directory, `file-${files}`)));
  response.writeHead(200, { etag: '"1"' }).end();
}

function xml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
}
