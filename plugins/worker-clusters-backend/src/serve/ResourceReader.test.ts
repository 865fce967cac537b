import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ResourceReader } from './ResourceReader';

const REF = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'dev',
};
const application = { namespace: 'argocd', name: 'web' };
const resource = {
  group: 'apps',
  kind: 'Deployment',
  namespace: 'web',
  name: 'web',
};
const reading = { readAt: '2026-11-23T08:00:00.000Z', conditions: [] };

function reader(outcome: any = { value: reading }) {
  const readResource = jest.fn((..._: unknown[]) => outcome);
  const readApplication = jest.fn((..._: unknown[]) => outcome);
  const readClaim = jest.fn((..._: unknown[]) => outcome);
  const instance = new ResourceReader({
    store: {
      getClaim: async ({ name }) =>
        name === 'dev'
          ? ({
              claim: {
                apiVersion: 'platform.example.org/v1alpha1',
                kind: 'WorkerCluster',
                status: undefined,
              },
            } as any)
          : undefined,
      getApplication: async (_, { name }) =>
        name === 'web'
          ? ({
              ...application,
              resourceProblems: [
                { ...resource, version: 'v1', health: 'Degraded' },
              ],
            } as any)
          : undefined,
    },
    observer: {
      getClaim: () => undefined,
      readResource,
      readApplication,
      readClaim,
    },
  });
  return { instance, readResource, readApplication, readClaim };
}

describe('ResourceReader', () => {
  it('reads what the Application reports, in the version that it reports', async () => {
    const { instance, readResource } = reader();
    await expect(
      instance.read(
        REF,
        { application, resource: { ...resource, version: 'v9' } },
        'user:default/ada',
      ),
    ).resolves.toBe(reading);
    expect(readResource).toHaveBeenCalledWith(
      REF,
      {
        ...resource,
        version: 'v1',
      },
      undefined,
    );
  });

  it.each([
    ['another name', { application, resource: { ...resource, name: 'db' } }],
    ['another kind', { application, resource: { ...resource, kind: 'Pod' } }],
    [
      'another namespace',
      { application, resource: { ...resource, namespace: 'kube-system' } },
    ],
    [
      'an Application that is not known',
      { application: { ...application, name: 'no' }, resource },
    ],
  ])('reads nothing of %s', async (_, request) => {
    const { instance, readResource } = reader();
    await expect(instance.read(REF, request, 'a')).rejects.toThrow(
      /only such resources are read/,
    );
    expect(readResource).not.toHaveBeenCalled();
  });

  it.each([
    [{ status: 'forbidden', message: 'm' }, 'NotAllowedError'],
    [{ status: 'notFound', message: 'm' }, 'NotFoundError'],
    [{ status: 'unreachable', message: 'm' }, 'ServiceUnavailableError'],
    [undefined, 'ServiceUnavailableError'],
  ])('answers the outcome %j with a %s', async (outcome, name) => {
    const { instance } = reader(outcome ?? null);
    await expect(
      instance.read(REF, { application, resource }, 'a'),
    ).rejects.toMatchObject({ name });
  });

  it('answers with the code of what failed', async () => {
    const said = writeMessage('no-object', { kind: 'Pod', name: 'a' });
    const { instance } = reader({ status: 'notFound', ...said });
    await expect(
      instance.read(REF, { application, resource }, 'a'),
    ).rejects.toMatchObject(said);
    const unconnected = reader(null).instance;
    await expect(
      unconnected.read(REF, { application, resource }, 'a'),
    ).rejects.toMatchObject({ messageCode: { code: 'no-connection-worker' } });
  });

  it('stops a caller who reads too often, and nobody else', async () => {
    const { instance, readResource } = reader();
    const read = (caller: string) =>
      instance.read(REF, { application, resource }, caller);
    for (let i = 0; i < 20; i++) await read('ada');
    await expect(read('ada')).rejects.toMatchObject({ statusCode: 429 });
    await expect(read('bob')).resolves.toBe(reading);
    expect(readResource).toHaveBeenCalledTimes(21);
  });

  it('stops all callers while too much is read from one cluster, and from no other', async () => {
    const { instance, readResource } = reader();
    const read = (caller: string, ref = REF) =>
      instance.read(ref, { application, resource }, caller);
    for (const caller of ['ada', 'bob', 'cleo']) {
      for (let i = 0; i < 20; i++) await read(caller);
    }
    await expect(read('dan')).rejects.toMatchObject({ statusCode: 429 });
    await expect(read('dan', { ...REF, name: 'prod' })).resolves.toBe(reading);
    expect(readResource).toHaveBeenCalledTimes(61);
  });

  it('counts requests that it refuses against their caller only', async () => {
    const { instance, readResource } = reader();
    const refused = { application: { ...application, name: 'no' }, resource };
    for (const caller of ['ada', 'bob', 'cleo']) {
      for (let i = 0; i < 20; i++) {
        await expect(instance.read(REF, refused, caller)).rejects.toThrow(
          /only such resources are read/,
        );
      }
      await expect(instance.read(REF, refused, caller)).rejects.toMatchObject({
        statusCode: 429,
      });
    }
    await expect(
      instance.read(REF, { application, resource }, 'dan'),
    ).resolves.toBe(reading);
    expect(readResource).toHaveBeenCalledTimes(1);
  });

  it('reads an Application that is stored, and none else', async () => {
    const { instance, readApplication } = reader();
    await expect(
      instance.readApplication(REF, { application }, 'ada'),
    ).resolves.toBe(reading);
    await expect(
      instance.readApplication(
        REF,
        { application: { namespace: 'kube-system', name: 'no' } },
        'ada',
      ),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(readApplication.mock.calls).toEqual([[REF, application, undefined]]);
  });

  it('reads a claim of the kind that was observed, and none that was not', async () => {
    const { instance, readClaim } = reader();
    await expect(instance.readClaim(REF, 'ada')).resolves.toBe(reading);
    await expect(
      instance.readClaim({ ...REF, name: 'gone' }, 'ada'),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(readClaim.mock.calls).toEqual([
      [
        REF,
        { apiVersion: 'platform.example.org/v1alpha1', kind: 'WorkerCluster' },
      ],
    ]);
  });

  it('counts claims and resources against one limit', async () => {
    const { instance, readClaim } = reader();
    for (let i = 0; i < 20; i++) {
      await instance.read(REF, { application, resource }, 'ada');
    }
    await expect(instance.readClaim(REF, 'ada')).rejects.toMatchObject({
      statusCode: 429,
    });
    expect(readClaim).not.toHaveBeenCalled();
  });

  it('counts Applications and resources against one limit', async () => {
    const { instance, readApplication } = reader();
    for (let i = 0; i < 20; i++) {
      await instance.read(REF, { application, resource }, 'ada');
    }
    await expect(
      instance.readApplication(REF, { application }, 'ada'),
    ).rejects.toMatchObject({ statusCode: 429 });
    expect(readApplication).not.toHaveBeenCalled();
  });
});
