import { ENGINEER, PORTAL, TestHost } from '../__testUtils__/testHost';

let test: TestHost;

beforeEach(async () => {
  test = await TestHost.start();
});
afterEach(() => test.stop());

const review = (event: string, token: string, body = 'Well.') =>
  test.api('POST', 'pulls/1/reviews', { event, body }, token);

describe('reviews of a pull request', () => {
  it('answers a request for a review, and keeps all reviews in their order', async () => {
    await test.pull('a', { 'a.yaml': 'a\n' });
    await test.api('POST', 'pulls/1/requested_reviewers', {
      reviewers: ['engineer'],
    });
    expect(await review('REQUEST_CHANGES', ENGINEER)).toMatchObject({
      status: 200,
      body: { state: 'REQUEST_CHANGES', user: { login: 'engineer' } },
    });
    await review('APPROVED', ENGINEER, '');
    const { body } = await test.api('GET', 'pulls/1/reviews');
    expect(body).toMatchObject([
      { state: 'REQUEST_CHANGES', stale: false, dismissed: false },
      { state: 'APPROVED' },
    ]);
    expect(body).toHaveLength(2);
    // Gitea keeps whoever has reviewed in it.
    expect((await test.api('GET', 'pulls/1')).body).toMatchObject({
      requested_reviewers: [{ login: 'engineer' }],
    });
    await test.api('POST', 'pulls/1/requested_reviewers', {
      reviewers: ['engineer'],
    });
    expect(
      (await test.api('GET', 'pulls/1/reviews')).body.at(-1),
    ).toMatchObject({ state: 'REQUEST_REVIEW', user: { login: 'engineer' } });
  });

  it.each([
    ['an approval of its author', 'APPROVED', PORTAL, 'x', /approve your own/],
    ['a request without words', 'REQUEST_CHANGES', ENGINEER, '', /requires a/],
    ['an unknown event', 'MAYBE', ENGINEER, 'x', /use one of APPROVED/],
  ])('refuses %s, as Gitea does', async (_, event, token, body, message) => {
    await test.pull('a', { 'a.yaml': 'a\n' });
    expect(await review(event, token, body)).toMatchObject({
      status: 422,
      body: { message: expect.stringMatching(message) },
    });
  });
});
