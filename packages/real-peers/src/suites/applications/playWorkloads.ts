import { call, Connection } from '../../client';

const EVERY_MS = 300;

/**
 * Plays what the controllers of Deployments, Jobs and Pods write, by one rule each: a Deployment is available at once, with
 * the annotation `play: failing` it is past its deadline, and a Job runs until the end.
 *
 * @returns stops it
 */
export function playWorkloads(server: Connection): () => Promise<void> {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await playDeployments(server).catch(() => {});
      await new Promise(resolve => setTimeout(resolve, EVERY_MS));
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}

async function playDeployments(server: Connection): Promise<void> {
  for (const collection of ['deployments', 'statefulsets']) {
    const { body } = await call(server, 'GET', `/apis/apps/v1/${collection}`);
    for (const { metadata, spec, status } of body.items ?? []) {
      if (status?.observedGeneration === metadata.generation) continue;
      await call(
        server,
        'PATCH',
        `/apis/apps/v1/namespaces/${metadata.namespace}/${collection}/${metadata.name}/status`,
        {
          type: 'application/merge-patch+json',
          body: { status: statusOf(metadata, spec.replicas ?? 1) },
        },
      );
    }
  }
}

function statusOf({ annotations, generation }: any, replicas: number): object {
  const failing = annotations?.play === 'failing';
  const ready = failing ? 0 : replicas;
  return {
    observedGeneration: generation,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    conditions: failing
      ? [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'ReplicaSet "web-1" has timed out progressing.',
          },
        ]
      : [
          {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
          },
        ],
  };
}
