import type {
  ApiServer,
  CertificateAuthority,
  KubernetesObject,
} from '../../apiserver/types';
import { ApplicationController } from '../argocd/ApplicationController';
import { ApplicationSetController } from '../argocd/ApplicationSetController';
import type { ManifestSource } from '../argocd/ManifestSource';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { Kubelet } from './Kubelet';
import { LoadBalancers } from './LoadBalancers';
import { Pods } from './Pods';
import { ServiceAccountTokens } from './ServiceAccountTokens';

export interface WorkerOptions {
  server: ApiServer;
  ca: CertificateAuthority;
  pace: Pace;
  log: Logger;
  manifests: ManifestSource;
  newToken(): string;
}

/**
 * What runs inside of a worker cluster: the kubelets, the controllers of Pods, load balancers and tokens, and, as long as
 * its workloads are there, an Argo CD.
 */
export class Worker {
  readonly server: ApiServer;
  private readonly kubelet: Kubelet;
  private readonly loadBalancers: LoadBalancers;
  private readonly pods: Pods;
  private readonly tokens: ServiceAccountTokens;
  private argocd?: Array<ApplicationController | ApplicationSetController>;
  private stop?: () => void;
  private closing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: WorkerOptions) {
    const { server, pace, log, ca, newToken } = options;
    this.server = server;
    this.kubelet = new Kubelet({ client: server.client, pace, log });
    this.loadBalancers = new LoadBalancers({
      client: server.client,
      pace,
      log,
    });
    this.pods = new Pods({ client: server.client, log });
    this.tokens = new ServiceAccountTokens({
      server,
      caCertificate: ca.certificate,
      newToken,
    });
  }

  get name(): string {
    return this.server.name;
  }

  /** PEM in base64. */
  get certificateAuthorityData(): string {
    return Buffer.from(this.options.ca.certificate).toString('base64');
  }

  start(): void {
    const { client } = this.server;
    this.kubelet.start();
    this.loadBalancers.start();
    this.pods.start();
    this.tokens.start();
    this.stop = client.watch('apps/v1', 'StatefulSet', ({ type, object }) => {
      if (isApplicationController(object)) {
        this.switchArgoCd(
          type !== 'DELETED' && (object.status?.readyReplicas ?? 0) > 0,
        );
      }
    });
  }

  async close(): Promise<void> {
    this.stop?.();
    this.switchArgoCd(false);
    this.tokens.close();
    await Promise.all([
      this.kubelet.close(),
      this.loadBalancers.close(),
      this.pods.close(),
      this.closing,
    ]);
    await this.server.close();
  }

  private switchArgoCd(on: boolean): void {
    const { pace, log, manifests } = this.options;
    if (on && !this.argocd) {
      const { name } = this;
      const { client } = this.server;
      this.argocd = [
        new ApplicationController({ name, client, manifests, pace, log }),
        new ApplicationSetController({ name, client, log }),
      ];
      this.argocd.forEach(controller => controller.start());
    } else if (!on && this.argocd) {
      this.closing = Promise.all([
        this.closing,
        ...this.argocd.map(controller => controller.close()),
      ]);
      this.argocd = undefined;
    }
  }
}

function isApplicationController(object: KubernetesObject): boolean {
  return (
    object.metadata.namespace === 'argocd' &&
    object.metadata.name === 'argocd-application-controller'
  );
}
