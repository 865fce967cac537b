import { apply, loadDefinitions } from '../../kubernetes';
import { ArgoCd } from '../../peers/ArgoCd';
import { Gitea } from '../../peers/Gitea';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { objectsIn } from '../../platform/definitions';
import { sharedFolder } from '../../shared';
import { repositoryFiles } from './cases';
import { chartValues, workerManifests } from './composition';
import { renderedWorkerChart } from './renderedChart';
import type { StartApplicationsTarget } from './target';

const OWNER = 'acme';
const NAME = 'platform';

/**
 * kube-apiserver, Argo CD and Gitea. The chart's values have no ApplicationSet controller (`replicas: 0`); it is started
 * nevertheless, with the arguments that it would have.
 */
export const startRealTarget: StartApplicationsTarget = async ({
  change,
} = {}) => {
  const closers: Array<() => Promise<void>> = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const gitea = await Gitea.start();
    closers.push(() => gitea.close());
    const repoUrl = `${gitea.url}/${OWNER}/${NAME}.git`;
    await gitea.createOrganisation(OWNER);
    await gitea.createRepository(OWNER, NAME);
    await gitea.must('PATCH', `/repos/${OWNER}/${NAME}`, { private: false });
    await gitea.must('POST', `/repos/${OWNER}/${NAME}/contents`, {
      branch: 'main',
      message: 'Add the applications',
      files: Object.entries(repositoryFiles(repoUrl)).map(([path, text]) => ({
        operation: 'create',
        path,
        content: Buffer.from(text).toString('base64'),
      })),
    });
    const server = await KubeApiServer.start({ name: 'worker' });
    closers.push(() => server.close());
    const values = chartValues();
    change?.(values);
    const argocd = await ArgoCd.start({
      server,
      chart: renderedWorkerChart(values),
      components: [
        'argocd-redis',
        'argocd-repo-server',
        'argocd-application-controller',
        'argocd-applicationset-controller',
      ],
    });
    closers.push(() => argocd.close());
    // That of the chart's version: the one that runs here does not know names in a project.
    await loadDefinitions(
      server,
      objectsIn(sharedFolder('real/crds')!, 'appproject-crd.yaml'),
    );
    for (const object of workerManifests(repoUrl)) await apply(server, object);
    return {
      server,
      repoUrl,
      portalToken: await server.serviceAccountToken('argocd', 'portal-reader'),
      stopController: () =>
        argocd.stopComponent('argocd-application-controller'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
