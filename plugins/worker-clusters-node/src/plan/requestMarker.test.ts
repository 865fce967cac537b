import { ConfigReader } from '@backstage/config';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import {
  isAsRequested,
  isOfTask,
  isRequestOf,
  readRequestMark,
  readSigningKeys,
  requestMarker,
} from './requestMarker';

const KEY = 'a'.repeat(32);
const context = {
  repository: 'https://git.example.org/platform/gitops',
  signingKeys: [KEY],
};
const head = 'worker-cluster/dev/payments-dev/create';
const request = {
  head,
  taskId: 'task-1',
  requestedBy: 'user:default/ada',
  content: 'claim of ada',
  author: '4711',
};

function pullRequest(change: Partial<GitPullRequest> = {}): GitPullRequest {
  return {
    number: 1,
    url: 'https://git.example.org/platform/gitops/pulls/1',
    title: 'worker-cluster: create payments-dev',
    body: `Ada requests a cluster.\n\n${requestMarker(request, context)}`,
    state: 'open',
    head,
    base: 'main',
    createdAt: '2026-11-23T08:00:00.000Z',
    author: 'portal-bot',
    authorId: '4711',
    ...change,
  };
}

const payloadOf = (mark: object) =>
  Buffer.from(JSON.stringify(mark)).toString('base64url');
const marker = (text: string) => `<!-- worker-clusters-request: ${text} -->`;

it('recognises its own pull request', () => {
  const own = pullRequest();
  expect(readRequestMark(own, context)).toEqual({
    taskId: 'task-1',
    requestedBy: 'user:default/ada',
    claim: expect.stringMatching(/^[0-9a-f]{64}$/),
    author: '4711',
  });
  expect(isOfTask(own, 'task-1', context)).toBe(true);
  expect(isOfTask(own, 'task-2', context)).toBe(false);
  expect(isRequestOf(own, 'user:default/ada', context)).toBe(true);
  expect(isRequestOf(own, 'user:default/bob', context)).toBe(false);
  expect(isRequestOf(own, undefined, context)).toBe(false);
  expect(isAsRequested(own, 'claim of ada', context)).toBe(true);
});

it('recognises a removal by the file that is not there', () => {
  const removal = pullRequest({
    body: requestMarker({ ...request, content: undefined }, context),
  });
  expect(isAsRequested(removal, undefined, context)).toBe(true);
  expect(isAsRequested(removal, '', context)).toBe(false);
});

it('keeps recognising it when people add text before the marker', () => {
  const { body } = pullRequest();
  const edited = pullRequest({ body: `LGTM <!-- x -->\n${body}` });
  expect(isRequestOf(edited, 'user:default/ada', context)).toBe(true);
});

it('is not fooled by a marker of another request that people quote before it', () => {
  const quoted = requestMarker(
    { ...request, requestedBy: 'user:default/bob' },
    context,
  );
  const own = pullRequest();
  expect(
    isRequestOf(
      pullRequest({ body: `${quoted}\n${own.body}` }),
      'user:default/bob',
      context,
    ),
  ).toBe(false);
});

describe('attacks', () => {
  const { body } = pullRequest();
  const signed = body.slice(body.lastIndexOf('<!--'));
  const [, payload, signature] = /: ([\w-]+)\.([\w-]+) /.exec(signed)!;

  it.each<[string, Partial<GitPullRequest>]>([
    [
      'a marker that is copied to another branch',
      { head: 'worker-cluster/dev/other/create' },
    ],
    [
      'a marker that is copied to a later branch of the same request',
      { head: `${head}-2` },
    ],
    [
      'a marker that is copied to a pull request of another account',
      { author: 'portal-bot', authorId: '666' },
    ],
    [
      'a marker on a pull request of which the account is not known',
      { authorId: undefined },
    ],
    [
      'another requester under the same signature',
      {
        body: marker(
          `${payloadOf({
            taskId: 'task-1',
            requestedBy: 'user:default/mallory',
            author: '4711',
          })}.${signature}`,
        ),
      },
    ],
    [
      'a marker that is signed with another key',
      {
        body: requestMarker(request, {
          ...context,
          signingKeys: ['b'.repeat(32)],
        }),
      },
    ],
    [
      'a marker of another repository',
      {
        body: requestMarker(request, {
          ...context,
          repository: 'https://git.example.org/mallory/gitops',
        }),
      },
    ],
    ['a marker without a signature', { body: marker(payload) }],
    ['a signature that is cut off', { body: marker(`${payload}.x`) }],
    ['an empty signature', { body: marker(`${payload}.`) }],
    [
      'a marker that the portal wrote while it had no key',
      { body: requestMarker(request, { ...context, signingKeys: [] }) },
    ],
    [
      'a marker of an earlier release',
      {
        body: `<!-- worker-clusters-task: task-1 by: ${encodeURIComponent(
          'user:default/ada',
        )} file: ${'0'.repeat(64)} -->`,
      },
    ],
    ['a marker without an end', { body: signed.replace('-->', '') }],
    ['a marker that is no JSON', { body: marker(`abc.${signature}`) }],
    [
      'a marker that is null',
      {
        body: marker(`${payloadOf(null as any)}.${signature}`),
      },
    ],
    ['no marker', { body: 'Ada (user:default/ada) requests a cluster.' }],
    [
      'a marker of megabytes',
      {
        body: `<!-- worker-clusters-request: ${'a'.repeat(5_000_000)} -->`,
      },
    ],
    [
      'a signed marker behind which a forged one stands',
      {
        body: `${body}\n${marker(payload)}`,
      },
    ],
  ])('does not recognise %s', (_, change) => {
    const forged = pullRequest(change);
    expect(readRequestMark(forged, context)).toBeUndefined();
    expect(isOfTask(forged, 'task-1', context)).toBe(false);
    expect(isRequestOf(forged, 'user:default/ada', context)).toBe(false);
    expect(isAsRequested(forged, 'claim of ada', context)).toBe(false);
  });

  it('does not take a file for the requested one after somebody has changed it', () => {
    const own = pullRequest();
    expect(isAsRequested(own, 'claim of mallory', context)).toBe(false);
    expect(isAsRequested(own, undefined, context)).toBe(false);
  });

  it('does not recognise a requester without a signed author', () => {
    const unfinished = pullRequest({
      body: requestMarker({ ...request, author: undefined }, context),
    });
    expect(isOfTask(unfinished, 'task-1', context)).toBe(true);
    expect(isRequestOf(unfinished, 'user:default/ada', context)).toBe(false);
  });
});

describe('keys', () => {
  it('are rotated: the first one signs, each of them verifies', () => {
    const old = pullRequest();
    const rotated = { ...context, signingKeys: ['b'.repeat(32), KEY] };
    expect(isRequestOf(old, 'user:default/ada', rotated)).toBe(true);
    const fresh = pullRequest({ body: requestMarker(request, rotated) });
    expect(isRequestOf(fresh, 'user:default/ada', context)).toBe(false);
    expect(isRequestOf(fresh, 'user:default/ada', rotated)).toBe(true);
  });

  it('may be absent: then a task finds its own pull request, and nobody is recognised', () => {
    const none = { ...context, signingKeys: [] };
    const own = pullRequest({ body: requestMarker(request, none) });
    expect(isOfTask(own, 'task-1', none)).toBe(true);
    expect(isRequestOf(own, 'user:default/ada', none)).toBe(false);
    expect(isAsRequested(own, 'claim of ada', none)).toBe(true);
    expect(isRequestOf(pullRequest(), 'user:default/ada', none)).toBe(false);
  });

  it('are read from the configuration', () => {
    const read = (signingKeys?: string[]) =>
      readSigningKeys(
        new ConfigReader({ workerClusters: { requests: { signingKeys } } }),
      );
    expect(read()).toEqual([]);
    expect(read([KEY])).toEqual([KEY]);
    expect(() => read([KEY, 'secret'])).toThrow(
      /signingKeys\[1\] is shorter than 32 characters/,
    );
  });
});
