import { readBody } from './readBody';

/** A body of so many pieces of 1 KiB, and how many of them were taken. */
function pieces(count: number, headers: Record<string, string> = {}) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === count) {
          controller.close();
          return;
        }
        taken += 1;
        controller.enqueue(new Uint8Array(1024).fill(97));
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body, { headers }), taken: () => taken };
}

describe('readBody', () => {
  it('reads a body up to its bound', async () => {
    const { response } = pieces(4);
    await expect(readBody(response, 4096)).resolves.toHaveLength(4096);
    await expect(readBody(new Response(null), 1)).resolves.toHaveLength(0);
  });

  it('reads nothing of a body that is announced to be longer', async () => {
    const { response, taken } = pieces(1000, { 'Content-Length': '1024000' });
    await expect(readBody(response, 4096)).rejects.toMatchObject({
      name: 'BodyTooLargeError',
      maxBytes: 4096,
    });
    expect(taken()).toBe(0);
  });

  it('reads no further than the bound of a body that is not announced', async () => {
    const { response, taken } = pieces(1000);
    await expect(readBody(response, 4096)).rejects.toMatchObject({
      name: 'BodyTooLargeError',
    });
    expect(taken()).toBe(5);
  });
});
