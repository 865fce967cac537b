import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
} from '@backstage/errors';
import { explainError } from './explainError';

/** An answer of the backend that is an error, as its client throws it. */
const answer = (
  status: number,
  { message = 'No.', headers = {} as Record<string, string> } = {},
) => {
  const fields = new Map(
    Object.entries({ 'content-type': 'application/json', ...headers }),
  );
  return ResponseError.fromResponse({
    ok: false,
    status,
    statusText: '',
    headers: { get: (name: string) => fields.get(name) ?? null },
    text: async () =>
      JSON.stringify({
        error: { name: 'Error', message },
        request: { method: 'GET', url: '/clusters' },
        response: { statusCode: status },
      }),
  } as unknown as Response);
};

it.each([
  [401, 'signedOut'],
  [403, 'denied'],
  [404, 'notFound'],
  [500, 'broken'],
  [502, 'unreachable'],
  [503, 'broken'],
])('an answer %i is %s', async (status, kind) => {
  expect(explainError(await answer(status))).toEqual({
    kind,
    message: 'No.',
    requestId: undefined,
  });
});

it.each([
  [new AuthenticationError('No.'), 'signedOut'],
  [new NotAllowedError('No.'), 'denied'],
  [new NotFoundError('No.'), 'notFound'],
  [new Error('No.'), 'broken'],
])('%s, which was not sent, is %s', (error, kind) => {
  expect(explainError(error).kind).toBe(kind);
});

it('says nothing of the browser where the backend does not answer', () => {
  expect(explainError(new TypeError('Failed to fetch'))).toEqual({
    kind: 'unreachable',
  });
});

it.each(['x-request-id', 'x-amzn-trace-id', 'x-azure-ref'])(
  'takes the request id of %s',
  async name => {
    const error = await answer(500, { headers: { [name]: 'r-1' } });
    expect(explainError(error).requestId).toBe('r-1');
  },
);

it('cuts a request id that is too long', async () => {
  const headers = { 'x-request-id': 'r'.repeat(1000) };
  const { requestId } = explainError(await answer(500, { headers }));
  expect(requestId).toHaveLength(128);
});
