import type { ApiServer } from '../apiserver/types';
import { ApplicationController } from './argocd/ApplicationController';
import type { ManifestSource } from './argocd/ManifestSource';
import { bootstrapManagement } from './bootstrap';
import { Crossplane } from './crossplane/Crossplane';
import { Providers } from './providers/Providers';
import type { Logger } from './runtime/Logger';
import type { Pace } from './runtime/Pace';
import { Kubelet } from './workers/Kubelet';
import type { WorkerFleet } from './workers/WorkerFleet';

export interface ControllersOptions {
  management: ApiServer;
  manifests: ManifestSource;
  workers: WorkerFleet;
  /** Of the platform repository, as Terraform would see it. */
  files: Record<string, string>;
  pace: Pace;
  log: Logger;
  newToken(): string;
}

/** Everything that runs in the management cluster: Argo CD, Crossplane and its providers. */
export class ManagementControllers {
  private readonly providers: Providers;
  private readonly crossplane: Crossplane;
  private readonly argocd: ApplicationController;
  private readonly kubelet: Kubelet;

  constructor(private readonly options: ControllersOptions) {
    const { management, manifests, workers, pace, log, newToken } = options;
    const { client } = management;
    this.providers = new Providers({
      client,
      workers,
      pace,
      log,
      newToken,
      mayDelete: managed => this.crossplane.mayDelete(managed),
    });
    this.crossplane = new Crossplane({
      client,
      pace,
      log,
      onProviderKind: type => this.providers.add(type),
      wake: composed => this.providers.wake(composed),
    });
    this.argocd = new ApplicationController({
      name: 'management',
      client,
      manifests,
      pace,
      log,
    });
    this.kubelet = new Kubelet({ client, pace, log });
  }

  start(): void {
    const { management, files } = this.options;
    bootstrapManagement(management.client, files);
    this.kubelet.start();
    this.providers.start();
    this.crossplane.start();
    this.argocd.start();
  }

  async close(): Promise<void> {
    await Promise.all([
      this.argocd.close(),
      this.crossplane.close(),
      this.providers.close(),
      this.kubelet.close(),
    ]);
  }
}
