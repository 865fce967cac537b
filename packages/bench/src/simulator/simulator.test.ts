import { once } from 'node:events';
import { connect } from 'node:http2';
import { get } from 'node:https';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';
import { TlsServer } from './ApiListener';
import { FleetState } from './FleetState';
import { Management } from './Management';
import { Worker } from './Worker';

const APPLICATIONS =
  '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

let ca: CertificateAuthority;
let tls: TlsServer;
let worker: Worker;
let management: Management;

beforeAll(async () => {
  ca = await createCertificateAuthority();
  const { certificate, key } = await ca.issue(['127.0.0.1']);
  tls = new TlsServer({ cert: certificate, key });
  const state = new FleetState(2, 5);
  worker = new Worker(tls, state, 0);
  await worker.listener.listen();
  management = new Management(tls, {
    state,
    ca: ca.certificate,
    workerToken: 'token',
    workerUrl: () => worker.listener.url,
  });
  await management.listener.listen();
});

afterAll(async () => {
  await worker.listener.refuse();
  await management.listener.refuse();
});

async function open(url: string) {
  const outgoing = get(url, { ca: ca.certificate, agent: false });
  const [response] = await once(outgoing, 'response');
  return response.setEncoding('utf8');
}

async function read(url: string) {
  const response = await open(url);
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, json: JSON.parse(text) };
}

async function nextEvent(watch: any) {
  const [text] = await once(watch, 'data');
  return JSON.parse(text);
}

describe('a simulated worker', () => {
  it('lists Applications of about 10 kB in pages', async () => {
    const url = `${worker.listener.url}${APPLICATIONS}?limit=3`;
    const { json: first } = await read(url);
    expect(first.items).toHaveLength(3);
    const size = JSON.stringify(first.items[0]).length;
    expect(size).toBeGreaterThan(9_000);
    expect(size).toBeLessThan(11_500);

    const { json: second } = await read(
      `${url}&continue=${first.metadata.continue}`,
    );
    expect(second.items.map((i: any) => i.metadata.name)).toEqual([
      'service-003',
      'service-004',
    ]);
    expect(second.metadata.continue).toBeUndefined();
  });

  it('sends changes to its watches, and what a watch missed', async () => {
    const { json } = await read(`${worker.listener.url}${APPLICATIONS}`);
    const { resourceVersion } = json.metadata;
    worker.change(1);
    const watch = await open(
      `${worker.listener.url}${APPLICATIONS}?watch=true&resourceVersion=${resourceVersion}`,
    );
    expect(await nextEvent(watch)).toMatchObject({
      type: 'MODIFIED',
      object: { metadata: { name: 'service-001' } },
    });
    worker.setHealth(2, 2);
    expect(await nextEvent(watch)).toMatchObject({
      object: {
        metadata: { name: 'service-002' },
        status: { health: { status: 'Degraded' } },
      },
    });
    watch.destroy();
  });

  it('speaks HTTP/2', async () => {
    const session = connect(worker.listener.url, { ca: ca.certificate });
    const stream = session.request({ ':path': '/version' });
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    session.close();
    expect(JSON.parse(text)).toMatchObject({ gitVersion: 'v1.34.1' });
  });

  it('answers 500 with the fault error, and is sound again afterwards', async () => {
    await worker.setFault('error');
    expect((await read(`${worker.listener.url}/version`)).status).toBe(500);
    await worker.setFault(undefined);
    expect((await read(`${worker.listener.url}/version`)).status).toBe(200);
  });

  it('refuses connections with the fault refuse, and listens on the same port afterwards', async () => {
    const { url } = worker.listener;
    await worker.setFault('refuse');
    await expect(read(`${url}/version`)).rejects.toThrow('ECONNREFUSED');
    await worker.setFault(undefined);
    expect((await read(`${url}/version`)).status).toBe(200);
  });
});

describe('the simulated management cluster', () => {
  it('has a claim for each cluster, with its Secret and the composed resources of the template', async () => {
    const { url } = management.listener;
    const { json } = await read(
      `${url}/apis/platform.example.org/v1alpha1/workerclusters`,
    );
    expect(json.items).toHaveLength(2);
    const [claim] = json.items;
    const { resourceRefs } = claim.spec.crossplane;
    expect(resourceRefs.length).toBeGreaterThan(50);

    const name = claim.status.access.portalSecretName;
    const { json: secrets } = await read(
      `${url}/api/v1/namespaces/clusters-dev/secrets?fieldSelector=metadata.name=${name}`,
    );
    expect(secrets.items.map((i: any) => i.metadata.name)).toEqual([name]);

    const lists = management.paths.map(path => read(`${url}${path}`));
    const owned = (await Promise.all(lists))
      .flatMap(list => list.json.items)
      .filter(
        item => item.metadata.ownerReferences?.[0].uid === claim.metadata.uid,
      );
    expect(owned).toHaveLength(resourceRefs.length);
  });

  it('sends a claim that changes to its watches, and lists it as it is then', async () => {
    const url = `${management.listener.url}/apis/platform.example.org/v1alpha1/workerclusters`;
    const { json } = await read(url);
    const watch = await open(
      `${url}?watch=true&resourceVersion=${json.metadata.resourceVersion}`,
    );
    management.changeOwner(1, 77);
    const { type, object } = await nextEvent(watch);
    watch.destroy();
    expect(type).toBe('MODIFIED');
    expect(object.metadata.name).toBe('cluster-00001');
    expect(object.spec.owner).toBe('group:default/team-77');
    const { json: after } = await read(url);
    expect(after.items[1]).toEqual(object);
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(
      Number(json.metadata.resourceVersion),
    );
  });

  it('serves the XRD in both versions, and its CustomResourceDefinition, as Crossplane 2 does', async () => {
    const { url } = management.listener;
    for (const version of ['v1', 'v2']) {
      const { json } = await read(
        `${url}/apis/apiextensions.crossplane.io/${version}/compositeresourcedefinitions`,
      );
      expect(json.items).toMatchObject([
        {
          apiVersion: `apiextensions.crossplane.io/${version}`,
          status: {
            controllers: { compositeResourceType: { kind: 'WorkerCluster' } },
          },
        },
      ]);
    }
    const { json } = await read(
      `${url}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`,
    );
    expect(json.items).toMatchObject([
      { spec: { names: { plural: 'workerclusters' } } },
    ]);
  });

  it('answers discovery for the kinds that it has', async () => {
    const { json } = await read(
      `${management.listener.url}/apis/platform.example.org/v1alpha1`,
    );
    expect(json.resources).toMatchObject([
      { name: 'workerclusters', kind: 'WorkerCluster', namespaced: true },
    ]);
  });
});
