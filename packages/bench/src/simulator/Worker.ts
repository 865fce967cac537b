import { type Answer, ApiListener, type TlsServer } from './ApiListener';
import { Collection, event } from './Collection';
import type { FleetState } from './FleetState';

/**
 * What is wrong with a worker.
 *
 * - `hang`: it accepts requests and answers none; streams go silent.
 * - `tcpHang`: it accepts connections and says nothing on them.
 * - `refuse`: it refuses connections.
 * - `error`: every answer is a 500.
 * - `garbage`: every answer is a 200 with something that is not JSON.
 * - `endless`: a list has no end.
 * - `flood`: its watches send hundreds of events a second.
 */
export const FAULTS = [
  'hang',
  'tcpHang',
  'refuse',
  'error',
  'garbage',
  'endless',
  'flood',
] as const;
export type Fault = (typeof FAULTS)[number];

const EXPIRED =
  '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","message":"too old resource version","code":410}';

/** Events in one piece of a flood; a piece is sent ten times a second. */
const FLOOD_EVENTS = 45;

const ARGOCD = [
  ['deployments', 'Deployment', 'argocd-server'],
  ['deployments', 'Deployment', 'argocd-repo-server'],
  ['deployments', 'Deployment', 'argocd-redis'],
  ['deployments', 'Deployment', 'argocd-applicationset-controller'],
  ['deployments', 'Deployment', 'argocd-notifications-controller'],
  ['statefulsets', 'StatefulSet', 'argocd-application-controller'],
] as const;

const workload = (kind: string, name: string) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'argocd',
      uid: `uid-${name}`,
      resourceVersion: '1000',
      creationTimestamp: '2026-10-01T08:00:00Z',
      labels: {
        'app.kubernetes.io/part-of': 'argocd',
        'app.kubernetes.io/name': name,
      },
    },
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              name,
              image: 'quay.io/argoproj/argocd:v3.4.4',
              env: Array.from({ length: 20 }, (_, i) => ({
                name: `ARGOCD_SETTING_${i}`,
                valueFrom: {
                  configMapKeyRef: {
                    name: 'argocd-cmd-params-cm',
                    key: `k${i}`,
                  },
                },
              })),
            },
          ],
        },
      },
    },
    status: { replicas: 1, readyReplicas: 1, updatedReplicas: 1 },
  });

const SETTINGS = JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'argocd-cm',
    namespace: 'argocd',
    uid: 'uid-argocd-cm',
    resourceVersion: '1000',
    creationTimestamp: '2026-10-01T08:00:00Z',
  },
  data: { url: 'https://argocd.example.org', 'admin.enabled': 'false' },
});

const WORKLOADS = {
  deployments: ARGOCD.filter(([plural]) => plural === 'deployments').map(
    ([, kind, name]) => workload(kind, name),
  ),
  statefulsets: ARGOCD.filter(([plural]) => plural === 'statefulsets').map(
    ([, kind, name]) => workload(kind, name),
  ),
};

/** One worker cluster's API server, with an Argo CD. */
export class Worker {
  readonly listener: ApiListener;
  readonly #collections: Record<string, Collection>;
  readonly #applications: Collection;
  #fault: Fault | undefined;

  constructor(
    tls: TlsServer,
    private readonly state: FleetState,
    private readonly number: number,
  ) {
    const newest = () => state.newest[number];
    const fixed = (apiVersion: string, kind: string, objects: string[]) =>
      new Collection(
        {
          apiVersion,
          kind,
          size: objects.length,
          render: i => objects[i],
          version: () => 0,
        },
        newest,
      );
    this.#applications = new Collection(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        size: state.applications,
        render: i => state.render(number, i),
        version: i => state.version(number, i),
      },
      newest,
    );
    this.#collections = {
      applications: this.#applications,
      deployments: fixed('apps/v1', 'Deployment', WORKLOADS.deployments),
      statefulsets: fixed('apps/v1', 'StatefulSet', WORKLOADS.statefulsets),
      configmaps: fixed('v1', 'ConfigMap', [SETTINGS]),
      appprojects: fixed('argoproj.io/v1alpha1', 'AppProject', []),
    };
    this.listener = new ApiListener(tls, ({ method, path, query }, answer) =>
      this.#answer(method, path, query, answer),
    );
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Watches that are open. */
  get watches(): number {
    return Object.values(this.#collections).reduce((n, c) => n + c.watches, 0);
  }

  async setFault(fault: Fault | undefined) {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.listener.silent = fault === 'tcpHang';
    if (fault === 'refuse') {
      await this.listener.refuse();
    } else {
      await this.listener.listen();
      // A server that hangs keeps its connections, one that floods its watches; the others begin anew.
      if (fault !== 'hang' && fault !== 'flood') this.listener.cut();
    }
  }

  refresh(index: number) {
    this.state.refresh(this.number, index);
    this.#tell(index);
  }

  change(index: number) {
    this.state.change(this.number, index);
    this.#tell(index);
  }

  setHealth(index: number, health: number) {
    this.state.setHealth(this.number, index, health);
    this.#tell(index);
  }

  bookmark() {
    if (this.#fault) return;
    for (const collection of Object.values(this.#collections)) {
      collection.bookmark();
    }
  }

  /** A piece of a flood, if that is what is wrong with it. */
  flood() {
    if (this.#fault !== 'flood' || !this.state.applications) return;
    let text = '';
    for (let i = 0; i < FLOOD_EVENTS; i++) {
      const index = i % this.state.applications;
      this.state.change(this.number, index);
      text += event('MODIFIED', this.state.render(this.number, index));
    }
    this.#applications.writeAll(text);
  }

  #tell(index: number) {
    if (!this.#fault) this.#applications.changed(index);
  }

  #answer(
    method: string,
    path: string,
    query: URLSearchParams,
    answer: Answer,
  ) {
    switch (this.#fault) {
      case 'hang':
        return;
      case 'error':
        answer.json(
          '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"etcdserver: no leader","code":500}',
          500,
        );
        return;
      case 'garbage':
        answer.json('<html>Please sign in to the network</html>');
        return;
      case 'endless':
        if (query.get('watch') === 'true') {
          // The portal lists anew.
          answer.json(EXPIRED, 410);
          return;
        } else if (path !== '/version') {
          this.#sendEndlessList(answer);
          return;
        }
        break;
      default:
    }
    if (path === '/version') {
      answer.json('{"major":"1","minor":"34","gitVersion":"v1.34.1"}');
    } else if (method === 'POST') {
      answer.json(
        `{"kind":"SelfSubjectRulesReview","apiVersion":"authorization.k8s.io/v1","status":{"incomplete":false,"nonResourceRules":[],"resourceRules":[{"verbs":["get","list","watch"],"apiGroups":["argoproj.io"],"resources":["applications"]}]}}`,
        201,
      );
    } else {
      const plural = path.slice(path.lastIndexOf('/') + 1);
      const collection = this.#collections[plural] ?? this.#empty(plural);
      if (query.get('watch') === 'true') collection.watch(query, answer);
      else collection.list(query, answer);
    }
  }

  /** Kinds that the portal may read and of which this cluster has none. */
  #empty(plural: string): Collection {
    this.#collections[plural] ??= new Collection(
      {
        apiVersion: 'v1',
        kind: 'Object',
        size: 0,
        render: () => '',
        version: () => 0,
      },
      () => this.state.newest[this.number],
    );
    return this.#collections[plural];
  }

  #sendEndlessList(answer: Answer) {
    const item = this.state.applications
      ? this.state.render(this.number, 0)
      : '{"metadata":{"name":"a","resourceVersion":"1"}}';
    let closed = false;
    answer.begin();
    answer.write(
      '{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[',
    );
    const send = () => {
      while (!closed && answer.write(`${item},`));
    };
    answer.onClose(() => {
      closed = true;
    });
    answer.onDrain(send);
    send();
  }
}
