import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import getRawBody from 'raw-body';
import { parse as parseYaml } from 'yaml';
import { StatusError } from './status';

const MAX_BODY = 3 * 1024 * 1024;

/** The stream of an answer over HTTP/2. */
const streamOf = (response: ServerResponse) =>
  (response as { stream?: ServerHttp2Stream }).stream;

/** Whether nothing can be written any more: the client has gone, or the answer was broken off. */
export const isGone = (response: ServerResponse): boolean =>
  streamOf(response)?.destroyed ?? response.destroyed;

/** Breaks an answer off: HTTP/1.1 by closing the connection, HTTP/2 by RST_STREAM with INTERNAL_ERROR, as Go does. */
export function breakOff(response: ServerResponse) {
  const stream = streamOf(response);
  if (stream) stream.destroy(new Error('broken off'));
  else response.destroy();
}

/** Answers with JSON. */
export function send(
  response: ServerResponse,
  code: number,
  body: object,
  headers: Record<string, string> = {},
) {
  const text = JSON.stringify(body);
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** The object in a request, JSON or YAML. */
export async function readBody(request: IncomingMessage): Promise<any> {
  const type = request.headers['content-type'] ?? '';
  if (type.includes('protobuf')) {
    // Clients that can fall back to JSON do so on this answer.
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      'the sandbox speaks JSON and YAML only, not protobuf',
    );
  }
  const text = await getRawBody(request, {
    limit: MAX_BODY,
    encoding: 'utf8',
  }).catch(error => {
    throw error.type === 'entity.too.large'
      ? new StatusError(
          413,
          'RequestEntityTooLarge',
          `limit is ${MAX_BODY} bytes`,
        )
      : error;
  });
  if (!text) return undefined;
  try {
    return type.includes('yaml') ? parseYaml(text) : JSON.parse(text);
  } catch (error: any) {
    throw new StatusError(
      400,
      'BadRequest',
      `the object provided is unrecognized: ${error.message}`,
    );
  }
}
