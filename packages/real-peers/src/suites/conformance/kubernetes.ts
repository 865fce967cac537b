import { once } from 'node:events';
import { connect } from 'node:http2';
import { Answer, call, Connection, openWatch } from '../../client';

jest.setTimeout(90_000);

const GROUP = '/apis/conformance.example.org/v1';
export const THINGS = `${GROUP}/namespaces/default/things`;

export const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.conformance.example.org' },
  spec: {
    group: 'conformance.example.org',
    scope: 'Namespaced',
    names: {
      kind: 'Thing',
      plural: 'things',
      singular: 'thing',
      listKind: 'ThingList',
      shortNames: ['tg'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        selectableFields: [{ jsonPath: '.spec.color' }],
        additionalPrinterColumns: [
          { name: 'Color', type: 'string', jsonPath: '.spec.color' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['color'],
                properties: {
                  color: { type: 'string', enum: ['red', 'green'] },
                  size: { type: 'integer', minimum: 1, default: 2 },
                  port: { 'x-kubernetes-int-or-string': true },
                  free: {
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
              },
              status: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        },
      },
    ],
  },
};

export const thing = (name: string, over: any = {}) => ({
  apiVersion: 'conformance.example.org/v1',
  kind: 'Thing',
  metadata: { name, namespace: 'default', ...over.metadata },
  spec: { color: 'red', ...over.spec },
  ...(over.status ? { status: over.status } : {}),
});

export const MERGE = 'application/merge-patch+json';

/** What the portal and the controllers rely on in an API server. */
export function kubernetesContract(
  server: string,
  start: () => Promise<Connection>,
) {
  describe(`${server} keeps the contract`, () => {
    let connection: Connection;
    const get = (path: string, options = {}) =>
      call(connection, 'GET', path, options);
    const post = (path: string, body: unknown) =>
      call(connection, 'POST', path, { body });
    const patch = (path: string, body: unknown, type = MERGE) =>
      call(connection, 'PATCH', path, { body, type });
    const remove = (path: string, body?: unknown) =>
      call(connection, 'DELETE', path, { body });
    const create = async (name: string, over: any = {}) => {
      const answer = await post(THINGS, thing(name, over));
      expect(answer.status).toBe(201);
      return answer.body;
    };
    async function eventually(check: () => Promise<boolean>) {
      for (let i = 0; i < 200; i++) {
        if (await check()) return;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      throw new Error('It did not come about');
    }
    const expectStatus = (answer: Answer, code: number, reason: string) => {
      expect(answer.body).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        code,
        reason,
      });
      expect(answer.status).toBe(code);
    };

    beforeAll(async () => {
      connection = await start();
      await eventually(
        async () => (await get('/api/v1/namespaces/default')).status === 200,
      );
      await post(
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
        crd,
      );
      await eventually(async () => (await get(THINGS)).status === 200);
    });
    afterAll(() => connection?.close());
    afterEach(async () => {
      const { body } = await get(THINGS);
      for (const { metadata } of body.items) {
        await patch(`${THINGS}/${metadata.name}`, {
          metadata: { finalizers: null },
        });
      }
      await remove(THINGS);
      await eventually(async () => (await get(THINGS)).body.items.length === 0);
    });

    it('tells its version and its kinds', async () => {
      expect((await get('/version')).body.gitVersion).toMatch(/^v\d+\.\d+/);
      const { body } = await get(GROUP);
      expect(body.kind).toBe('APIResourceList');
      expect(body.resources).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            name: 'things',
            kind: 'Thing',
            namespaced: true,
            shortNames: ['tg'],
          }),
          expect.objectContaining({ name: 'things/status' }),
        ]),
      );
      expect((await get('/apis')).body.groups).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'conformance.example.org' }),
        ]),
      );
    });

    it('refuses what it does not know: tokens, paths, kinds', async () => {
      expectStatus(await get(THINGS, { token: 'wrong' }), 401, 'Unauthorized');
      expect((await get('/apis/nothing.example.org/v1')).status).toBe(404);
      expectStatus(await get(`${THINGS}/nobody`), 404, 'NotFound');
      expectStatus(
        await post(THINGS, { ...thing('a'), kind: 'Other' }),
        422,
        'Invalid',
      );
    });

    it('answers over HTTP/2, where a watch ends without its connection', async () => {
      const session = connect(connection.url, { ca: connection.ca });
      const read = async (path: string) => {
        const stream = session.request({
          ':path': path,
          authorization: `Bearer ${connection.token}`,
        });
        const [headers] = await once(stream, 'response');
        let text = '';
        for await (const chunk of stream) text += chunk;
        return { status: headers[':status'], text };
      };
      try {
        const [settings] = await once(session, 'remoteSettings');
        expect(session.alpnProtocol).toBe('h2');
        expect(settings.maxConcurrentStreams).toBe(100);
        const watch = await read('/api/v1/services?watch=1&timeoutSeconds=1');
        expect(watch.status).toBe(200);
        expect(await read('/version')).toMatchObject({ status: 200 });
        expect(session.destroyed).toBe(false);
      } finally {
        session.close();
      }
    });

    it('fills defaults, drops unknown fields, keeps what is free', async () => {
      const made = await create('a', {
        spec: { bogus: 1, free: { any: [1] }, port: 'http' },
        status: { x: 1 },
      });
      expect(made.spec).toEqual({
        color: 'red',
        size: 2,
        free: { any: [1] },
        port: 'http',
      });
      expect(made.status).toBeUndefined();
      expect(made.metadata).toMatchObject({
        generation: 1,
        uid: expect.any(String),
        resourceVersion: expect.any(String),
        creationTimestamp: expect.stringMatching(/Z$/),
      });
    });

    it('refuses what the schema refuses, with causes', async () => {
      const answer = await post(
        THINGS,
        thing('a', { spec: { color: 'blue' } }),
      );
      expectStatus(answer, 422, 'Invalid');
      expect(answer.body.message).toMatch(
        /^Thing\.conformance\.example\.org "a" is invalid: spec\.color: Unsupported value: "blue": supported values: "red", "green"$/,
      );
      expect(answer.body.details).toMatchObject({
        kind: 'Thing',
        group: 'conformance.example.org',
        causes: [
          expect.objectContaining({
            field: 'spec.color',
            reason: 'FieldValueNotSupported',
          }),
        ],
      });
      expectStatus(
        await post(THINGS, thing('a', { spec: { size: 0 } })),
        422,
        'Invalid',
      );
      expectStatus(await post(THINGS, thing('Not_a_Name')), 422, 'Invalid');
      expect(
        (
          await post(
            `${THINGS}?fieldValidation=Strict`,
            thing('a', { spec: { bogus: 1 } }),
          )
        ).body.message,
      ).toContain('unknown field "spec.bogus"');
    });

    it.each([
      [
        'a b',
        /^Invalid value: "a b": a valid label must be an empty string or/,
      ],
      ['-a', /^Invalid value: "-a": a valid label must be an empty string or/],
      ['a'.repeat(64), /: must be no more than 63 characters$/],
    ])(
      'refuses the label value %p on create and on update',
      async (value, message) => {
        const metadata = { labels: { team: value } };
        await create('labelled');
        for (const answer of [
          await post(THINGS, thing('new', { metadata })),
          await patch(`${THINGS}/labelled`, { metadata }),
        ]) {
          expectStatus(answer, 422, 'Invalid');
          // kube-apiserver names the cause up to three times.
          expect(answer.body.details.causes[0]).toEqual({
            field: 'metadata.labels',
            reason: 'FieldValueInvalid',
            message: expect.stringMatching(message),
          });
        }
        await create('longest', {
          metadata: { labels: { team: 'a'.repeat(63), empty: '' } },
        });
      },
    );

    const KEY_RULE = /^name part must consist of alphanumeric characters/;
    it.each([
      ['labels', 'a b', KEY_RULE],
      ['labels', '-a', KEY_RULE],
      ['labels', 'example.org/', /^name part must be non-empty/],
      ['labels', '/a', /^prefix part must be non-empty$/],
      [
        'labels',
        'Example.org/a',
        /^prefix part a lowercase RFC 1123 subdomain must .* \(e\.g\. 'example\.com', regex used .*\)$/,
      ],
      [
        'labels',
        'a/b/c',
        /^a qualified name must .* with an optional DNS subdomain prefix and '\/' \(e\.g\. 'example\.com\/MyName'\)$/,
      ],
      [
        'labels',
        'a'.repeat(64),
        /^name part must be no more than 63 characters$/,
      ],
      ['annotations', 'a b', KEY_RULE],
      ['annotations', '/a', /^prefix part must be non-empty$/],
    ])(
      'refuses in %s the key %p on create and on update',
      async (field, key, message) => {
        const metadata = { [field]: { [key]: 'x' } };
        await create('keyed');
        for (const answer of [
          await post(THINGS, thing('new', { metadata })),
          await patch(`${THINGS}/keyed`, { metadata }),
        ]) {
          expectStatus(answer, 422, 'Invalid');
          const [cause] = answer.body.details.causes;
          const beginning = `Invalid value: ${JSON.stringify(key)}: `;
          expect(cause).toEqual({
            field: `metadata.${field}`,
            reason: 'FieldValueInvalid',
            message: expect.stringContaining(beginning),
          });
          expect(cause.message.slice(beginning.length)).toMatch(message);
        }
      },
    );

    it('takes the longest keys, and capitals in the prefix of an annotation', async () => {
      const longest = `${'a.'.repeat(126)}a/${'A'.repeat(63)}`;
      const { metadata } = await create('longest', {
        metadata: {
          labels: { [longest]: '' },
          annotations: { [longest]: '', 'Example.org/A_b.C': 'any text' },
        },
      });
      expect(metadata.labels).toEqual({ [longest]: '' });
    });

    it('refuses annotations of more than 256 KiB together', async () => {
      const sized = (bytes: number) => ({
        metadata: { annotations: { a: 'x'.repeat(bytes - 1) } },
      });
      await create('full', sized(256 * 1024));
      const answer = await post(THINGS, thing('over', sized(256 * 1024 + 1)));
      expectStatus(answer, 422, 'Invalid');
      expect(answer.body.details.causes[0]).toEqual({
        field: 'metadata.annotations',
        reason: 'FieldValueTooLong',
        message: 'Too long: may not be more than 262144 bytes',
      });
    });

    it('refuses a second object of a name, and a write over a newer one', async () => {
      const made = await create('a');
      expectStatus(await post(THINGS, thing('a')), 409, 'AlreadyExists');
      await patch(`${THINGS}/a`, { spec: { size: 3 } });
      expectStatus(
        await call(connection, 'PUT', `${THINGS}/a`, { body: made }),
        409,
        'Conflict',
      );
      expect((await get(`${THINGS}/a`)).body.spec.size).toBe(3);
    });

    it('counts generations of the spec only, and keeps status apart', async () => {
      await create('a');
      const status = await patch(`${THINGS}/a/status`, {
        spec: { size: 9 },
        status: { ready: true },
      });
      expect(status.body).toMatchObject({
        spec: { size: 2 },
        status: { ready: true },
        metadata: { generation: 1 },
      });
      const spec = await patch(`${THINGS}/a`, {
        spec: { size: 5 },
        status: { ready: false },
      });
      expect(spec.body).toMatchObject({
        spec: { size: 5 },
        status: { ready: true },
        metadata: { generation: 2 },
      });
      const nothing = await patch(`${THINGS}/a`, { spec: { size: 5 } });
      expect(nothing.body.metadata.resourceVersion).toBe(
        spec.body.metadata.resourceVersion,
      );
    });

    it('patches by JSON patch, and applies with owners of fields', async () => {
      await create('a');
      const json = await patch(
        `${THINGS}/a`,
        [{ op: 'replace', path: '/spec/size', value: 7 }],
        'application/json-patch+json',
      );
      expect(json.body.spec.size).toBe(7);
      const apply = (manager: string, spec: object, force = '') =>
        patch(
          `${THINGS}/b?fieldManager=${manager}${force}`,
          { ...thing('b'), spec },
          'application/apply-patch+yaml',
        );
      expect((await apply('one', { color: 'red', size: 3 })).status).toBe(201);
      expectStatus(await apply('two', { color: 'green' }), 409, 'Conflict');
      const forced = await apply('two', { color: 'green' }, '&force=true');
      expect(forced.body.spec).toEqual({ color: 'green', size: 3 });
      // What its owner no longer applies goes; here the default comes back.
      const dropped = await apply('one', {}, '&force=true');
      expect(dropped.body.spec).toEqual({ color: 'green', size: 2 });
    });

    it('selects by labels and fields', async () => {
      await create('a', { metadata: { labels: { tier: 'web', env: 'dev' } } });
      await create('b', {
        metadata: { labels: { tier: 'db' } },
        spec: { color: 'green' },
      });
      const names = async (query: string) =>
        (await get(`${THINGS}?${query}`)).body.items.map(
          (i: any) => i.metadata.name,
        );
      expect(await names('labelSelector=tier%3Dweb')).toEqual(['a']);
      expect(await names('labelSelector=tier!%3Dweb')).toEqual(['b']);
      expect(await names('labelSelector=tier%20in%20(web,db)')).toEqual([
        'a',
        'b',
      ]);
      expect(await names('labelSelector=tier%20notin%20(web)')).toEqual(['b']);
      expect(await names('labelSelector=env')).toEqual(['a']);
      expect(await names('labelSelector=!env')).toEqual(['b']);
      expect(await names('fieldSelector=metadata.name%3Db')).toEqual(['b']);
      expect(await names('fieldSelector=spec.color%3Dgreen')).toEqual(['b']);
      expect((await get(`${THINGS}?fieldSelector=spec.size%3D2`)).status).toBe(
        400,
      );
    });

    it('lists in pages of one moment', async () => {
      for (const name of ['a', 'b', 'c']) await create(name);
      const first = (await get(`${THINGS}?limit=2`)).body;
      expect(first.items.map((i: any) => i.metadata.name)).toEqual(['a', 'b']);
      expect(first.metadata.remainingItemCount).toBe(1);
      await create('d');
      const second = (
        await get(
          `${THINGS}?limit=2&continue=${encodeURIComponent(
            first.metadata.continue,
          )}`,
        )
      ).body;
      expect(second.items.map((i: any) => i.metadata.name)).toEqual(['c']);
      expect(second.metadata.continue ?? '').toBe('');
      expect(second.metadata.resourceVersion).toBe(
        first.metadata.resourceVersion,
      );
    });

    it('shows metadata only, and tables', async () => {
      await create('a');
      const partial = (
        await get(THINGS, {
          accept:
            'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
        })
      ).body;
      expect(partial.kind).toBe('PartialObjectMetadataList');
      expect(partial.items[0].metadata.name).toBe('a');
      expect(partial.items[0].spec).toBeUndefined();
      const table = (
        await get(THINGS, {
          accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
        })
      ).body;
      expect(table.columnDefinitions.map((c: any) => c.name)).toContain(
        'Color',
      );
      expect(table.rows[0].cells.slice(0, 2)).toEqual(['a', 'red']);
    });

    it('watches from a version: changes, and what stops to match', async () => {
      await create('a', { metadata: { labels: { tier: 'web' } } });
      const { resourceVersion } = (await get(THINGS)).body.metadata;
      const watch = openWatch(
        connection,
        `${THINGS}?watch=true&resourceVersion=${resourceVersion}&labelSelector=tier%3Dweb`,
      );
      await patch(`${THINGS}/a`, { spec: { size: 3 } });
      expect(await watch.next()).toMatchObject({
        type: 'MODIFIED',
        object: { metadata: { name: 'a' }, spec: { size: 3 } },
      });
      await create('b', { metadata: { labels: { tier: 'db' } } });
      await patch(`${THINGS}/a`, { metadata: { labels: { tier: 'db' } } });
      expect(await watch.next()).toMatchObject({
        type: 'DELETED',
        object: { metadata: { name: 'a' } },
      });
      await patch(`${THINGS}/b`, { metadata: { labels: { tier: 'web' } } });
      expect(await watch.next()).toMatchObject({
        type: 'ADDED',
        object: { metadata: { name: 'b' } },
      });
      await remove(`${THINGS}/b`);
      expect(await watch.next()).toMatchObject({ type: 'DELETED' });
      watch.close();
    });

    it('resumes a watch without a gap, and ends it after its time', async () => {
      await create('a');
      const { resourceVersion } = (await get(THINGS)).body.metadata;
      await create('b');
      await remove(`${THINGS}/a`);
      const watch = openWatch(
        connection,
        `${THINGS}?watch=true&resourceVersion=${resourceVersion}&timeoutSeconds=1`,
      );
      const events = [];
      for (let event = await watch.next(); event.type !== 'END'; ) {
        events.push(`${event.type} ${event.object.metadata.name ?? ''}`.trim());
        event = await watch.next();
      }
      expect(events).toEqual(['ADDED b', 'DELETED a']);
    });

    it('streams the state first if asked, and marks its end', async () => {
      await create('a');
      const watch = openWatch(
        connection,
        `${THINGS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      );
      expect(await watch.next()).toMatchObject({ type: 'ADDED' });
      expect(await watch.next()).toMatchObject({
        type: 'BOOKMARK',
        object: {
          metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
        },
      });
      watch.close();
    });

    it('keeps an object with finalizers until they are gone', async () => {
      await create('a', { metadata: { finalizers: ['example.org/hold'] } });
      await remove(`${THINGS}/a`);
      const held = (await get(`${THINGS}/a`)).body;
      expect(held.metadata.deletionTimestamp).toBeDefined();
      await patch(`${THINGS}/a`, { metadata: { finalizers: null } });
      expectStatus(await get(`${THINGS}/a`), 404, 'NotFound');
    });

    it('deletes only what the preconditions name', async () => {
      await create('a');
      expectStatus(
        await remove(`${THINGS}/a`, { preconditions: { uid: 'another' } }),
        409,
        'Conflict',
      );
      expect((await get(`${THINGS}/a`)).status).toBe(200);
    });

    it('changes nothing in a dry run', async () => {
      expect((await post(`${THINGS}?dryRun=All`, thing('a'))).status).toBe(201);
      expect((await get(`${THINGS}/a`)).status).toBe(404);
    });

    it('turns stringData of a Secret into data', async () => {
      const secrets = '/api/v1/namespaces/default/secrets';
      const made = await post(secrets, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's' },
        stringData: { a: 'b' },
      });
      expect(made.body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
      expect(made.body.stringData).toBeUndefined();
      await remove(`${secrets}/s`);
    });
  });
}
