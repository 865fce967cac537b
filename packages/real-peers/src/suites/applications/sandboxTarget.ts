import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCertificateAuthority,
  startApiServer,
  startGitHost,
} from '@worker-clusters/sandbox';
/* eslint-disable @backstage/no-forbidden-package-imports -- private package of this repository */
import { ApplicationController } from '@worker-clusters/sandbox/src/controllers/argocd/ApplicationController';
import { ApplicationSetController } from '@worker-clusters/sandbox/src/controllers/argocd/ApplicationSetController';
import { ManifestSource } from '@worker-clusters/sandbox/src/controllers/argocd/ManifestSource';
import { renderArgoCdChart } from '@worker-clusters/sandbox/src/controllers/providers/argocdChart';
import { Pace } from '@worker-clusters/sandbox/src/controllers/runtime/Pace';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { repositoryFiles } from './cases';
import { chartValues, workerManifests } from './composition';
import type { StartApplicationsTarget } from './target';

/** The sandbox's API server, Argo CD and Git host. */
export const startSandboxTarget: StartApplicationsTarget = async ({
  change,
} = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'applications-'));
  const gitHost = await startGitHost({
    host: '127.0.0.1',
    port: 0,
    directory,
    users: [],
  });
  const repoUrl = `${gitHost.url}/acme/platform.git`;
  await gitHost.ensureRepository({
    owner: 'acme',
    name: 'platform',
    files: repositoryFiles(repoUrl),
  });
  const ca = await createCertificateAuthority();
  const server = await startApiServer({
    name: 'worker',
    version: 'v1.34.1',
    ca,
    tokens: [
      { user: 'admin', token: 'full', groups: ['system:masters'] },
      // With what the Composition's RBAC gives the account.
      {
        user: 'system:serviceaccount:argocd:portal-reader',
        token: 'portal-reader',
      },
    ],
  });
  const values = chartValues();
  change?.(values);
  server.client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'argocd' },
  });
  for (const object of [
    ...renderArgoCdChart({ version: '10.1.1', namespace: 'argocd', values }),
    ...workerManifests(repoUrl),
  ]) {
    server.client.create(object);
  }
  const controller = new ApplicationController({
    name: 'worker',
    client: server.client,
    manifests: new ManifestSource(gitHost),
    pace: new Pace(40),
    log: () => {},
  });
  const sets = new ApplicationSetController({
    name: 'worker',
    client: server.client,
    log: () => {},
  });
  controller.start();
  sets.start();
  return {
    server: {
      url: server.url,
      ca: ca.certificate,
      token: 'full',
      close: async () => {},
    },
    repoUrl,
    portalToken: 'portal-reader',
    stopController: () => controller.close(),
    async close() {
      await controller.close();
      await sets.close();
      await server.close();
      await gitHost.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
