import type { ApiServer } from '../apiserver/types';
import { ApplicationController } from './argocd/ApplicationController';
import type { ManifestSource } from './argocd/ManifestSource';
import { bootstrapManagement } from './bootstrap';
import { Crossplane } from './crossplane/Crossplane';
import { LegacyPortalAccess } from './crossplane/LegacyPortalAccess';
import { UsageController } from './crossplane/UsageController';
import { UsageIndex } from './crossplane/UsageIndex';
import { refuseDeletionInUse } from './crossplane/usageWebhook';
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
  private readonly portalAccess: LegacyPortalAccess;
  private readonly usages: UsageIndex;
  private readonly usageController: UsageController;

  constructor(private readonly options: ControllersOptions) {
    const { management, manifests, workers, pace, log, newToken } = options;
    const { client } = management;
    this.providers = new Providers({
      client,
      workers,
      pace,
      log,
      newToken,
    });
    this.portalAccess = new LegacyPortalAccess(client);
    this.crossplane = new Crossplane({
      client,
      pace,
      log,
      onProviderKind: type => this.providers.add(type),
      onClaimKind: type => this.portalAccess.watch(type),
    });
    this.argocd = new ApplicationController({
      name: 'management',
      client,
      manifests,
      pace,
      log,
    });
    this.usages = new UsageIndex(client);
    this.usageController = new UsageController({
      client,
      usages: this.usages,
      pace,
      log,
    });
    this.kubelet = new Kubelet({ client, pace, log });
  }

  start(): void {
    const { management, files } = this.options;
    bootstrapManagement(management.client, files);
    this.usages.start();
    management.setDeletionWebhook(
      refuseDeletionInUse(management.client, this.usages),
    );
    this.usageController.start();
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
      this.usageController.close(),
    ]);
    this.usages.close();
    this.portalAccess.close();
  }
}
