import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../../messages';
import { type ApiError, asApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { list, object, text } from '../transform/fields';
import { isGranted, transformRights } from '../transform/rights';
import type { IdentityRights, Looked } from '../types';
import { pause } from '../watch/Backoff';

const HOUR_MS = 60 * 60_000;
const PENDING = { pending: true } as const;

/** A role of a few hundred rules is some ten kilobytes. */
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 30_000;
const MAX_NAMESPACES = 10;
const MAX_SECRETS = 100;

const METADATA_LIST =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

export interface ServerReviewOptions {
  client: ApiServerClient;
  signal: AbortSignal;
  argocdNamespace: string;
  /** Further namespaces in which the portal's rights are reviewed; the first ten count. */
  namespaces?(): string[];
  /** Called after each review. */
  onChange(): void;
  /** Pause after a failure, milliseconds; twice as long each time, up to an hour. */
  retryMs: number;
}

/** What a review found. */
export interface ReviewState {
  rights: Looked<IdentityRights[]>;
  clusterSecrets: Looked<string[]>;
  /** uid of the namespace `kube-system`. */
  uid?: string;
}

/**
 * Reviews, once per connection and then once an hour, what the portal's identity may do on an API server, and, where it
 * may look, which cluster Secrets Argo CD has. A SelfSubjectRulesReview is a POST that stores nothing and that every
 * authenticated user may make. What the identity may not read is not requested.
 */
export class ServerReview {
  #state: ReviewState = { rights: PENDING, clusterSecrets: PENDING };

  constructor(private readonly options: ServerReviewOptions) {}

  get state(): ReviewState {
    return this.#state;
  }

  /** Works until the signal aborts. */
  async run() {
    const { signal, retryMs } = this.options;
    let failures = 0;
    while (!signal.aborted) {
      let wait = HOUR_MS * (1 + 0.1 * Math.random());
      try {
        this.#set(await this.#review());
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#fail(asApiError(error));
        wait = Math.min(retryMs * 2 ** failures, wait);
        failures += 1;
      }
      await pause(wait, signal);
    }
  }

  async #review(): Promise<ReviewState> {
    const { argocdNamespace, namespaces } = this.options;
    const all = new Set([argocdNamespace, ...(namespaces?.() ?? [])]);
    const rights: IdentityRights[] = [];
    for (const namespace of [...all].slice(0, MAX_NAMESPACES + 1)) {
      rights.push(await this.#readRights(namespace));
    }
    const clusterSecrets = await this.#readClusterSecrets(rights[0]);
    const uid = await this.#readUid(rights[0]);
    return { rights: { value: rights }, clusterSecrets, ...(uid && { uid }) };
  }

  async #readRights(namespace: string): Promise<IdentityRights> {
    const answer = await this.#get({
      path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      what: writeMessage('what-rights'),
      review: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace },
      },
    });
    return transformRights(namespace, answer);
  }

  async #readClusterSecrets(
    rights: IdentityRights,
  ): Promise<ReviewState['clusterSecrets']> {
    const { argocdNamespace: namespace } = this.options;
    const notChecked = writeMessage('unchecked-secrets', { namespace });
    const wanted = { verb: 'list', group: '', resource: 'secrets' };
    if (!rights.incomplete && !isGranted(rights, wanted)) return { notChecked };
    let answer: unknown;
    try {
      answer = await this.#get({
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
        query: {
          labelSelector: 'argocd.argoproj.io/secret-type=cluster',
          limit: MAX_SECRETS,
        },
        what: writeMessage('what-cluster-secrets'),
        accept: METADATA_LIST,
      });
    } catch (error) {
      if (asApiError(error).kind === 'forbidden') return { notChecked };
      throw error;
    }
    // A server that sends whole Secrets instead: nothing of them is kept.
    if (object(answer).kind !== 'PartialObjectMetadataList') {
      return { notChecked: writeMessage('unchecked-metadata') };
    }
    return {
      value: list(object(answer).items)
        .slice(0, MAX_SECRETS)
        .flatMap(item => text(object(object(item).metadata).name, 253) ?? [])
        .sort(),
    };
  }

  async #readUid(rights: IdentityRights): Promise<string | undefined> {
    const wanted = { verb: 'get', group: '', resource: 'namespaces' };
    if (!isGranted(rights, wanted)) return undefined;
    try {
      const answer = await this.#get({
        path: '/api/v1/namespaces/kube-system',
        what: writeMessage('what-kube-system'),
        accept: METADATA,
      });
      return text(object(object(answer).metadata).uid, 128);
    } catch (error) {
      // A virtual control plane may have no such namespace, and an admission layer may hide it.
      if (['notFound', 'forbidden'].includes(asApiError(error).kind)) {
        return undefined;
      }
      throw error;
    }
  }

  #get(
    request: Pick<
      Parameters<ApiServerClient['getJson']>[0],
      'path' | 'query' | 'what' | 'accept' | 'review'
    >,
  ) {
    return this.options.client.getJson({
      ...request,
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal: this.options.signal,
    });
  }

  /** What is known stays; what is not known yet has a reason if the server gave one. */
  #fail(error: ApiError) {
    if (error.kind === 'unreachable' || error.kind === 'throttled') return;
    const notChecked = { notChecked: messageOf(error) };
    const { rights, clusterSecrets, ...rest } = this.#state;
    this.#set({
      ...rest,
      rights: 'pending' in rights ? notChecked : rights,
      clusterSecrets: 'pending' in clusterSecrets ? notChecked : clusterSecrets,
    });
  }

  #set(state: ReviewState) {
    this.#state = state;
    this.options.onChange();
  }
}
