import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parseAllDocuments } from 'yaml';
import { call } from '../../client';
import { apply, collectionOf, Manifest } from '../../kubernetes';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { peer } from '../../peers/Program';

jest.setTimeout(300_000);

const DEPLOY = join(
  resolvePackagePath('@worker-clusters/real-peers'),
  '../../deploy/kubernetes',
);
const documents = (text: string): Manifest[] =>
  parseAllDocuments(text).map(document => document.toJS());

describe('kube-apiserver and deploy/kubernetes', () => {
  let server: KubeApiServer;
  let portal: Manifest[];
  const find = (kind: string) => portal.find(o => o.kind === kind)!;
  const namespace = (name: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });

  beforeAll(async () => {
    const { path } = peer('kustomize');
    portal = documents(
      execFileSync(path, ['build', join(DEPLOY, 'example')], {
        encoding: 'utf8',
      }),
    );
    server = await KubeApiServer.start();
    await apply(server, find('Namespace'));
  });
  afterAll(() => server?.close());

  it('accepts what kustomize makes of the example', async () => {
    for (const object of portal) await apply(server, object);
    expect(portal.map(o => o.kind).sort()).toEqual([
      'ConfigMap',
      'ConfigMap',
      'Deployment',
      'Ingress',
      'Namespace',
      'NetworkPolicy',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
    const { containers, volumes } = find('Deployment').spec.template.spec;
    const named = [
      containers[0].envFrom[0].configMapRef.name,
      volumes.find((v: any) => v.name === 'config').configMap.name,
    ];
    for (const name of named) {
      const map = `/api/v1/namespaces/portal/configmaps/${name}`;
      expect((await call(server, 'GET', map)).status).toBe(200);
    }
  });

  it("accepts the portal's identities", async () => {
    for (const name of ['crossplane-system', 'clusters-dev', 'argocd']) {
      await apply(server, namespace(name));
    }
    const files = readdirSync(join(DEPLOY, 'access'));
    expect(files).toHaveLength(2);
    for (const file of files) {
      const text = readFileSync(join(DEPLOY, 'access', file), 'utf8');
      for (const object of documents(text)) await apply(server, object);
    }
  });

  it('admits the Pod where Pod Security is restricted, and no laxer one', async () => {
    const { metadata, spec } = find('Deployment').spec.template;
    const submit = async (changed: object) => {
      const pod: Manifest = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: 'portal', namespace: 'portal' },
        spec: { ...spec, ...changed },
      };
      const query = 'dryRun=All&fieldValidation=Strict';
      const collection = await collectionOf(server, pod);
      return call(server, 'POST', `${collection}?${query}`, { body: pod });
    };
    expect((await submit({})).body).toMatchObject({ kind: 'Pod' });
    const lax = await submit({ securityContext: {} });
    expect(lax.body.message).toMatch(/violates PodSecurity "restricted/);
    expect(lax.status).toBe(403);
  });
});
