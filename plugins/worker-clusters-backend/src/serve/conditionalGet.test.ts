import { answeredNotModified } from './conditionalGet';

/** The status and the headers of an answer to a request with these headers. */
function answer(headers: Record<string, string>, content = 'content') {
  const sent = { status: 200, headers: {} as Record<string, string> };
  const res = {
    set: (values: Record<string, string>) =>
      Object.assign(sent.headers, values),
    vary: (name: string) => Object.assign(sent.headers, { Vary: name }),
    status(status: number) {
      sent.status = status;
      return { end: () => undefined };
    },
  };
  answeredNotModified({ headers }, res as any, content);
  return sent;
}

describe('answeredNotModified', () => {
  const weak = answer({}).headers.ETag;
  const strong = weak.slice('W/'.length);

  it.each([
    ['the tag itself', weak, 304],
    ['the strong form of the tag', strong, 304],
    ['a list with the tag', `"other", ${weak}`, 304],
    ['any tag', '*', 304],
    ['another tag', 'W/"other"', 200],
    ['a part of the tag', `${strong.slice(0, -2)}"`, 200],
    ['the tag without quotes', strong.slice(1, -1), 200],
    ['nothing', '', 200],
  ])('answers If-None-Match of %s (%s) with %s', (_, header, status) => {
    expect(answer({ 'if-none-match': header }).status).toBe(status);
  });

  it('revalidates a request with Cache-Control: no-cache, as fetch sends it', () => {
    const headers = { 'if-none-match': weak, 'cache-control': 'no-cache' };
    expect(answer(headers).status).toBe(304);
  });

  it('answers other content with another tag', () => {
    const other = answer({ 'if-none-match': weak }, 'other');
    expect(other.status).toBe(200);
    expect(other.headers.ETag).not.toBe(weak);
  });

  it('keeps answers out of shared caches', () => {
    expect(answer({}).headers).toMatchObject({
      'Cache-Control': 'private, no-cache',
      Vary: 'Authorization',
    });
  });
});
