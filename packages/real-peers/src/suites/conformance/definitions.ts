/* eslint-disable @backstage/no-forbidden-package-imports, no-restricted-imports -- the rows are the tests of the checker, and no part of its API */
import { toCustomResourceDefinitions } from '@worker-clusters/kubernetes-schema';
import {
  DEFINITION_ROWS,
  definitionOfRow,
} from '@worker-clusters/kubernetes-schema/src/__testUtils__/definitionRows';
/* eslint-enable @backstage/no-forbidden-package-imports, no-restricted-imports */
import { readGitopsFiles } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { call, Connection } from '../../client';

jest.setTimeout(90_000);

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What an API server takes and refuses when a CustomResourceDefinition is created, and in which words. */
export function definitionContract(
  name: string,
  start: () => Promise<Connection>,
): void {
  describe(`${name}: definitions`, () => {
    let server: Connection;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.close());

    const create = (body: object) =>
      call(server, 'POST', `${CRDS}?dryRun=All&fieldValidation=Strict`, {
        body,
      });

    it.each(DEFINITION_ROWS)('$name', async row => {
      const { status, body } = await create(definitionOfRow(row, 'things'));
      const [field, message] = row.refused ?? [];
      const refused = {
        kind: 'Status',
        reason: 'Invalid',
        details: {
          causes: expect.arrayContaining([
            expect.objectContaining({
              field,
              message: expect.stringMatching(message ?? ''),
            }),
          ]),
        },
      };
      expect({ code: status, body }).toMatchObject(
        field ? { code: 422, body: refused } : { code: 201 },
      );
    });

    const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
    const definitions = (xrd: string) =>
      toCustomResourceDefinitions(parse(xrd)).map(({ metadata, ...rest }) => ({
        ...rest,
        // The owner, the XRD, is not there.
        metadata: { ...metadata, ownerReferences: undefined },
      }));

    it.each(['workercluster', 'workercluster-v1'])(
      'takes what Crossplane makes of the XRD %s, and refuses a default that breaks its rule',
      async xrd => {
        const text = files[`crossplane/xrds/${xrd}.yaml`];
        for (const definition of definitions(text)) {
          const { status, body } = await create(definition);
          expect({ status, message: body.message }).toEqual({ status: 201 });
        }
        const broken = text.replace(
          /default: \{ ?min: 2, max: 4 ?\}/,
          'default: {}',
        );
        expect(broken).not.toBe(text);
        for (const definition of definitions(broken)) {
          const { status, body } = await create(definition);
          expect({ status, causes: body.details?.causes }).toEqual({
            status: 422,
            causes: [
              {
                reason: 'FieldValueInvalid',
                field:
                  'spec.validation.openAPIV3Schema.properties[spec].properties[nodes].default',
                message:
                  'Invalid value: "object": no such key: min evaluating rule: nodes.min must not exceed nodes.max',
              },
            ],
          });
        }
      },
    );
  });
}
