import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { StatusError } from './status';

const MAX_BODY = 3 * 1024 * 1024;

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
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `limit is ${MAX_BODY} bytes`,
      );
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
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
