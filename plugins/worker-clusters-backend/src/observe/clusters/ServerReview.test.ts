import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../__testUtils__/eventually';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import { ServerReview } from './ServerReview';

const READ = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
const SECRETS = { verbs: ['list'], apiGroups: [''], resources: ['secrets'] };
const NAMESPACES = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['namespaces'],
};
const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';

describe('ServerReview', () => {
  let server: Server;
  let url: string;
  let answers: (path: string, body: any) => [number, unknown];
  let requests: Array<{ line: string; accept?: string; body?: any }>;
  const abort = new AbortController();
  const clients: ApiServerClient[] = [];

  const read = async (request: IncomingMessage) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    return text && JSON.parse(text);
  };
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await read(request);
      const { method, url: path = '' } = request;
      requests.push({
        line: `${method} ${path}`,
        accept: request.headers.accept,
        ...(body && { body }),
      });
      const [code, answer] = answers(path.split('?')[0], body);
      response.writeHead(code, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(async () => {
    abort.abort();
    for (const client of clients) await client.close();
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  function start(options: { namespaces?: string[] } = {}) {
    const client = new ApiServerClient({
      access: constantAccess({ server: url, token: 'a-token' }),
    });
    clients.push(client);
    const review = new ServerReview({
      client,
      signal: abort.signal,
      argocdNamespace: 'argocd',
      namespaces: () => options.namespaces ?? [],
      onChange() {},
      retryMs: 10,
    });
    review.run();
    return review;
  }
  const granting =
    (...rules: object[]): typeof answers =>
    (path, body) =>
      path === REVIEW
        ? [
            201,
            { ...body, status: { resourceRules: rules, incomplete: false } },
          ]
        : [404, {}];

  it('reviews the rights of the identity once, and requests nothing beyond them', async () => {
    answers = granting(READ);
    const review = start();
    await eventually(() =>
      expect(review.state).toEqual({
        rights: { value: [{ namespace: 'argocd', rules: [READ] }] },
        clusterSecrets: {
          notChecked: {
            message: 'The portal may not list Secrets in namespace argocd.',
            messageCode: {
              code: 'unchecked-secrets',
              values: { namespace: 'argocd' },
            },
          },
        },
      }),
    );
    await new Promise(done => {
      setTimeout(done, 100);
    });
    expect(requests).toEqual([
      {
        line: `POST ${REVIEW}`,
        accept: 'application/json',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectRulesReview',
          spec: { namespace: 'argocd' },
        },
      },
    ]);
  });

  it('reviews ten further namespaces at most', async () => {
    answers = granting(READ);
    start({
      namespaces: Array.from({ length: 50 }, (_, i) => `clusters-${i}`),
    });
    await eventually(() => expect(requests).toHaveLength(11));
    expect(requests[10].body.spec.namespace).toBe('clusters-9');
  });

  it('keeps names of cluster Secrets and the uid of kube-system, as metadata alone', async () => {
    const all = granting(SECRETS, NAMESPACES);
    answers = (path, body) => {
      if (path.endsWith('/secrets')) {
        const items = [
          {
            metadata: {
              name: 'other',
              annotations: { 'last-applied': 'a-secret' },
            },
          },
          { metadata: {} },
        ];
        return [200, { kind: 'PartialObjectMetadataList', items }];
      }
      return path.endsWith('/kube-system')
        ? [200, { metadata: { uid: 'u-1' } }]
        : all(path, body);
    };
    const review = start();
    await eventually(() =>
      expect(review.state).toMatchObject({
        clusterSecrets: { value: ['other'] },
        uid: 'u-1',
      }),
    );
    expect(JSON.stringify(review.state)).not.toContain('a-secret');
    expect(requests[1]).toEqual({
      line: 'GET /api/v1/namespaces/argocd/secrets?labelSelector=argocd.argoproj.io%2Fsecret-type%3Dcluster&limit=100',
      accept:
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
  });

  it('keeps nothing of a server that sends whole Secrets', async () => {
    const all = granting(SECRETS);
    answers = (path, body) =>
      path.endsWith('/secrets')
        ? [
            200,
            {
              kind: 'SecretList',
              items: [{ metadata: { name: 'other' }, data: { config: 'abc' } }],
            },
          ]
        : all(path, body);
    const review = start();
    await eventually(() =>
      expect(review.state.clusterSecrets).toEqual({
        notChecked: writeMessage('unchecked-metadata'),
      }),
    );
  });

  it('does not check Secrets that are refused although the review was incomplete', async () => {
    answers = (path, body) =>
      path === REVIEW
        ? [201, { ...body, status: { resourceRules: [], incomplete: true } }]
        : [403, { message: 'secrets is forbidden' }];
    const review = start();
    await eventually(() =>
      expect(review.state).toMatchObject({
        rights: { value: [{ incomplete: true }] },
        clusterSecrets: {
          notChecked: { message: expect.stringContaining('may not list') },
        },
      }),
    );
  });

  it('reports why a server refuses the review, and tries again', async () => {
    answers = () => [403, { message: 'no reviews here' }];
    const review = start();
    await eventually(() =>
      expect(review.state.rights).toEqual({
        notChecked: {
          message: expect.stringContaining('no reviews here'),
          messageCode: expect.objectContaining({
            code: 'response-forbidden-because',
            valueCodes: { what: 'what-rights', grant: 'grant-read' },
          }),
        },
      }),
    );
    answers = granting(READ);
    await eventually(() => expect(review.state.rights).toHaveProperty('value'));
  });

  it('goes on waiting for a server that does not answer', async () => {
    answers = () => [503, {}];
    const review = start();
    await eventually(() => expect(requests.length).toBeGreaterThan(1));
    expect(review.state.rights).toEqual({ pending: true });
  });
});
