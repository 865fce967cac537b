import express from 'express';
import request from 'supertest';
import { mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { identifyRequests, logFailures } from './requestIds';

const logger = mockServices.logger.mock();

/** A server that answers as Backstage's does. */
function server(fail?: Error, allowedOrigin?: string) {
  return express()
    .use((_, res, next) => {
      if (allowedOrigin) {
        res.set('Access-Control-Allow-Origin', allowedOrigin);
        res.set('Access-Control-Expose-Headers', 'X-Other');
      }
      next();
    })
    .use(identifyRequests)
    .get('/v1/fleet', (_, res, next) => {
      if (fail) next(fail);
      else res.json({});
    })
    .use(logFailures(logger))
    .use(((error, _, res, __) => {
      res.status(error.name === 'NotAllowedError' ? 403 : 500).json({});
    }) as express.ErrorRequestHandler);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('request ids', () => {
  beforeEach(() => jest.clearAllMocks());

  it('gives each answer an id of its own', async () => {
    const app = server();
    const ids = await Promise.all(
      [1, 2].map(async () => (await request(app).get('/v1/fleet')).headers),
    ).then(all => all.map(headers => headers['x-request-id']));
    expect(ids[0]).toMatch(UUID);
    expect(ids[1]).toMatch(UUID);
    expect(ids[0]).not.toBe(ids[1]);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('keeps the id that a proxy has set', async () => {
    const { headers } = await request(server())
      .get('/v1/fleet')
      .set('X-Request-Id', 'Root=1-67891233-abcdef012345678912345678');
    expect(headers['x-request-id']).toBe(
      'Root=1-67891233-abcdef012345678912345678',
    );
  });

  it.each(['a b', '<img>', 'a"b', 'r'.repeat(129), 'é'])(
    'does not repeat %p',
    async id => {
      const { headers } = await request(server())
        .get('/v1/fleet')
        .set('X-Request-Id', id);
      expect(headers['x-request-id']).toMatch(UUID);
    },
  );

  it('lets pages of another origin read the id, where they are allowed at all', async () => {
    const other = await request(
      server(undefined, 'https://portal.example.org'),
    ).get('/v1/fleet');
    expect(other.headers['access-control-expose-headers']).toBe(
      'X-Other, X-Request-Id',
    );
    const own = await request(server()).get('/v1/fleet');
    expect(own.headers).not.toHaveProperty('access-control-expose-headers');
  });

  it('logs what is broken as an error, with the id of the answer', async () => {
    const app = server(new Error('The database is\naway.'));
    const { headers } = await request(app).get('/v1/fleet?search=a');
    const requestId = headers['x-request-id'];
    expect(logger.error).toHaveBeenCalledWith(
      `Request ${requestId} failed: GET /v1/fleet?search=a 500: The database is away.`,
      { requestId },
    );
  });

  it('logs what is denied as information', async () => {
    await request(server(new NotAllowedError('No.'))).get('/v1/fleet');
    expect(logger.error).not.toHaveBeenCalled();
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining('GET /v1/fleet 403: No.'),
      expect.anything(),
    );
  });

  it('cuts long addresses and messages', async () => {
    await request(server(new Error('m'.repeat(10_000)))).get(
      `/v1/fleet?search=${'a'.repeat(5_000)}`,
    );
    expect(logger.error.mock.calls[0][0].length).toBeLessThan(900);
  });
});
