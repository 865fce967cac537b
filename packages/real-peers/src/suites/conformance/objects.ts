/* eslint-disable @backstage/no-forbidden-package-imports, no-restricted-imports -- the rows are the tests of the checker */
import {
  OBJECT_ROWS,
  OBJECT_SCHEMA,
} from '@worker-clusters/kubernetes-schema/src/__testUtils__/objectRows';
/* eslint-enable @backstage/no-forbidden-package-imports, no-restricted-imports */
import { call, Connection } from '../../client';

jest.setTimeout(90_000);

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const OBJECTS = '/apis/objects.example.org/v1/things';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.objects.example.org' },
  spec: {
    group: 'objects.example.org',
    scope: 'Cluster',
    names: { kind: 'Thing', plural: 'things' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: OBJECT_SCHEMA },
      },
    ],
  },
};

/** What an API server makes of an object that is written, and in which words it refuses it. */
export function objectContract(
  name: string,
  start: () => Promise<Connection>,
): void {
  describe(`${name}: objects`, () => {
    let server: Connection;
    let count = 0;
    const thing = (spec?: object) => ({
      apiVersion: 'objects.example.org/v1',
      kind: 'Thing',
      metadata: { name: `x${count}` },
      ...(spec ? { spec } : {}),
    });
    beforeAll(async () => {
      server = await start();
      await call(server, 'POST', CRDS, { body: DEFINITION });
      while ((await call(server, 'GET', OBJECTS)).status !== 200) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    });
    afterAll(() => server?.close());
    beforeEach(() => {
      count += 1;
    });

    /** Creates an object, or changes one that is stored. */
    async function write(spec?: object, old?: object) {
      if (!old) return call(server, 'POST', OBJECTS, { body: thing(spec) });
      const stored = await call(server, 'POST', OBJECTS, { body: thing(old) });
      const { metadata } = stored.body;
      return call(server, 'PUT', `${OBJECTS}/${metadata.name}`, {
        body: { ...thing(spec), metadata },
      });
    }

    it.each(OBJECT_ROWS)('$name', async ({ spec, old, causes }) => {
      const { status, body } = await write(spec, old);
      const said = (body.details?.causes ?? []).map(
        (c: any) => `${c.field}: ${c.message}`,
      );
      expect({ refused: status === 422, said: said.sort() }).toEqual({
        refused: causes.length > 0,
        said: [...causes].sort(),
      });
    });

    it('fills in defaults, and those of what a default brings', async () => {
      const { body } = await write({ region: 'a' });
      expect(body.spec.nodes).toEqual({ min: 2, max: 4, size: 'small' });
    });

    it.each([
      ['', '299 - "unknown field \\"spec.color\\""'],
      ['?fieldValidation=Warn', '299 - "unknown field \\"spec.color\\""'],
      ['?fieldValidation=Ignore', undefined],
    ])(
      'drops an unknown field, and warns of it: %j',
      async (query, warning) => {
        const { status, body, headers } = await call(
          server,
          'POST',
          `${OBJECTS}${query}`,
          { body: thing({ region: 'a', color: 'red' }) },
        );
        expect({ status, color: body.spec?.color }).toEqual({ status: 201 });
        expect(headers.warning).toBe(warning);
      },
    );

    it('refuses an unknown field where the client wants it strictly', async () => {
      const { body } = await call(
        server,
        'POST',
        `${OBJECTS}?fieldValidation=Strict`,
        { body: thing({ region: 'a', color: 'red' }) },
      );
      expect(body).toMatchObject({ code: 400, reason: 'BadRequest' });
      expect(body.message).toMatch(
        /strict decoding error: unknown field "spec.color"$/,
      );
    });
  });
}
