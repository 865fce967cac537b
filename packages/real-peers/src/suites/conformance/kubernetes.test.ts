import { call, Connection, openWatch } from '../../client';
import { startSandboxServer } from '../../targets/sandbox';
import { crd, kubernetesContract, MERGE, thing, THINGS } from './kubernetes';

kubernetesContract('the sandbox', startSandboxServer);

describe('the sandbox, beyond what a test can ask of a real server', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await startSandboxServer();
    await call(
      connection,
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      { body: crd },
    );
  });
  afterAll(() => connection.close());
  const create = (name: string, over?: object) =>
    call(connection, 'POST', THINGS, { body: thing(name, over) });

  it('answers 410 after a compaction, to a watch and to a page', async () => {
    for (const name of ['a', 'b']) await create(name);
    const page = await call(connection, 'GET', `${THINGS}?limit=1`);
    connection.compact!();
    await create('c');
    const watch = openWatch(
      connection,
      `${THINGS}?watch=true&resourceVersion=1`,
    );
    expect(await watch.next()).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired' },
    });
    const token = encodeURIComponent(page.body.metadata.continue);
    const next = await call(
      connection,
      'GET',
      `${THINGS}?limit=1&continue=${token}`,
    );
    expect(next.body).toMatchObject({ code: 410, reason: 'Expired' });
    const inconsistent = encodeURIComponent(next.body.metadata.continue);
    const rest = await call(
      connection,
      'GET',
      `${THINGS}?continue=${inconsistent}`,
    );
    expect(rest.body.items.map((i: any) => i.metadata.name)).toEqual([
      'b',
      'c',
    ]);
  });

  it('collects dependents: in the foreground before their owner', async () => {
    const owner = (await create('owner')).body;
    const reference = {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: 'owner',
      uid: owner.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    await create('child', {
      metadata: {
        ownerReferences: [reference],
        finalizers: ['example.org/hold'],
      },
    });
    await call(connection, 'DELETE', `${THINGS}/owner`, {
      body: { propagationPolicy: 'Foreground' },
    });
    const child = () => call(connection, 'GET', `${THINGS}/child`);
    while (!(await child()).body.metadata.deletionTimestamp);
    const waits = await call(connection, 'GET', `${THINGS}/owner`);
    expect(waits.body.metadata.finalizers).toEqual(['foregroundDeletion']);
    await call(connection, 'PATCH', `${THINGS}/child`, {
      body: { metadata: { finalizers: null } },
      type: MERGE,
    });
    while ((await call(connection, 'GET', `${THINGS}/owner`)).status !== 404);
    expect((await child()).status).toBe(404);
  });
});
