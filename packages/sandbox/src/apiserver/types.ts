/** Any Kubernetes object, as JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    deletionGracePeriodSeconds?: number;
    finalizers?: string[];
    ownerReferences?: Array<{
      apiVersion: string;
      kind: string;
      name: string;
      uid: string;
      controller?: boolean;
      blockOwnerDeletion?: boolean;
    }>;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: any;
}

/** Names one object. `namespace` is absent for a cluster-scoped one. */
export interface ObjectKey {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** What a deletion does with the dependents of an object. */
export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';

/**
 * In-process access to a sandbox API server for the sandbox's own controllers. It goes through the same
 * admission as a request over HTTP (defaults, validation, optimistic concurrency, finalizers); errors are `StatusError`s.
 */
export interface ObjectClient {
  get(key: ObjectKey): KubernetesObject | undefined;
  list(
    apiVersion: string,
    kind: string,
    options?: { namespace?: string; labelSelector?: string },
  ): KubernetesObject[];
  create(object: KubernetesObject): KubernetesObject;
  /** Creates the object or merges it into the one that is there (server-side apply, forced). Status is left alone. */
  apply(object: KubernetesObject, fieldManager: string): KubernetesObject;
  /** JSON merge patch. */
  patch(key: ObjectKey, patch: object): KubernetesObject;
  /** JSON merge patch of the status subresource. No event is sent if nothing changes. */
  patchStatus(key: ObjectKey, status: object): KubernetesObject;
  /**
   * Sets deletionTimestamp if there are finalizers, else removes. False if there is no such object.
   *
   * @throws StatusError if a webhook refuses it.
   */
  delete(
    key: ObjectKey,
    options?: { propagationPolicy?: PropagationPolicy },
  ): boolean;
  /** Calls back on every change of objects of a kind, first with an ADDED for each that is there. Returns a function that ends it. */
  watch(
    apiVersion: string,
    kind: string,
    listener: (event: {
      type: 'ADDED' | 'MODIFIED' | 'DELETED';
      object: KubernetesObject;
    }) => void,
  ): () => void;
}

/** A fault that a sandbox API server plays for all requests that match, until it is cleared. */
export interface Fault {
  /**
   * - `slow`: each answer is held back by `delayMs`.
   * - `cut`: watches are cut in the middle of a line after `afterMs` (0 if not given).
   * - `hang`: the connection is accepted and nothing is ever answered.
   * - `unauthorized` / `forbidden`: 401 / 403 for every request.
   * - `gone`: each watch ends with an ERROR event of code 410, each resume is refused with 410.
   * - `garbage`: lines that are no JSON in watches and lists.
   * - `unavailable`: 503 with `Retry-After: 1`.
   * - `vanish`: the port is closed, all connections are destroyed.
   */
  kind:
    | 'slow'
    | 'cut'
    | 'hang'
    | 'unauthorized'
    | 'forbidden'
    | 'gone'
    | 'garbage'
    | 'unavailable'
    | 'vanish';
  delayMs?: number;
  afterMs?: number;
  /** Only paths that start with this (for example `/apis/argoproj.io`). */
  pathPrefix?: string;
}

/**
 * Whom the bearer of a token is taken for. What that user may do is said by the RBAC objects on the server; the group
 * `system:masters` may do everything.
 */
export interface TokenGrant {
  /** For example `system:serviceaccount:<namespace>:<name>`, which brings its groups along. */
  user: string;
  token: string;
  groups?: string[];
}

export interface ApiServerOptions {
  /** For people: `management` or the worker cluster's name. */
  name: string;
  /** `gitVersion` of `/version`, for example `v1.34.1`. */
  version: string;
  host?: string;
  /** 0: any free port. */
  port?: number;
  tokens: TokenGrant[];
  /** File in which objects are kept over a restart; memory only if not given. */
  stateFile?: string;
  /** CA that signs the serving certificate. */
  ca: CertificateAuthority;
  /** Number of past events per resource that a watch can resume from; older ones are answered with 410. Default 1000. */
  historySize?: number;
}

export interface CertificateAuthority {
  /** PEM */
  certificate: string;
  /** Issues a serving certificate for these IP addresses and DNS names (PEM). */
  issue(names: string[]): Promise<{ certificate: string; key: string }>;
  /**
   * Issues a client certificate, by which an API server knows a user and its groups (PEM).
   *
   * @param options.notAfter - default: in ten years
   */
  issueClient(options: {
    user: string;
    groups?: string[];
    notAfter?: Date;
  }): Promise<{ certificate: string; key: string }>;
}

/** A running sandbox API server. */
export interface ApiServer {
  readonly name: string;
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly client: ObjectClient;
  /** Kinds: the built-in ones are there from the start, others come by creating a CustomResourceDefinition through `client`. */
  /** Changes `gitVersion` of `/version`, as a control-plane upgrade does. */
  setVersion(version: string): void;
  /** A kubeconfig (YAML) for one of the tokens. */
  kubeconfig(user: string): string;
  addToken(grant: TokenGrant): void;
  revokeToken(token: string): void;
  /** What is being watched, and by whom. */
  watches(): Array<{ user: string; path: string }>;
  setFaults(faults: Fault[]): Promise<void>;
  /** Forgets past events, as etcd's compaction does: each watch that resumes gets 410. */
  compact(): void;
  /**
   * Shows every deletion to a validating webhook before it is done, those of the garbage collector too. It refuses one by
   * throwing a StatusError.
   */
  setDeletionWebhook(
    review: (object: KubernetesObject, policy: PropagationPolicy) => void,
  ): void;
  close(): Promise<void>;
}
