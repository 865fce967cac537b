/** Fields of an Application in which Argo CD and the portal are compared. Undefined fields are left out. */
export interface Said {
  namespace: string;
  name: string;
  project?: string;
  health: string;
  healthMessage?: string;
  sync: string;
  conditions: string[];
  operationPhase?: string;
  operationMessage?: string;
  destinationNamespace?: string;
  sources: object[];
  owner?: string;
  resources: number;
  resourcesOutOfSync: number;
  reconciledAt?: string;
}

/** Texts are compared this far: the portal keeps 1,000 characters. */
const MAX_TEXT = 900;

const text = (value: string | undefined) => value?.trim().slice(0, MAX_TEXT);
const withoutUndefined = <T extends object>(value: T): T =>
  JSON.parse(JSON.stringify(value));

/** What Argo CD says: read from the Application object, without the portal's code. */
export function saidByArgoCd(object: any, owner?: string): Said {
  const { metadata, spec, status = {} } = object;
  const sources: any[] = spec.sources ?? [spec.source];
  const revisions: string[] =
    status.sync?.revisions ?? [status.sync?.revision].filter(Boolean);
  const resources: any[] = status.resources ?? [];
  return withoutUndefined({
    namespace: metadata.namespace,
    name: metadata.name,
    project: spec.project,
    health: status.health?.status ?? 'Unknown',
    healthMessage: text(status.health?.message),
    sync: status.sync?.status ?? 'Unknown',
    conditions: (status.conditions ?? [])
      .map((c: any) => `${c.type}: ${text(c.message)}`)
      .sort(),
    operationPhase: status.operationState?.phase,
    operationMessage: text(status.operationState?.message),
    destinationNamespace: spec.destination.namespace,
    sources: sources.map((source, i) => ({
      repoUrl: source.repoURL,
      path: source.path,
      targetRevision: source.targetRevision,
      revision: revisions[i],
    })),
    owner,
    resources: resources.length,
    resourcesOutOfSync: resources.filter(r => r.status === 'OutOfSync').length,
    reconciledAt: status.reconciledAt,
  });
}

/** The same of what the portal's API answers. */
export function shownByPortal(application: any): Said {
  return withoutUndefined({
    namespace: application.namespace,
    name: application.name,
    project: application.project,
    health: application.health,
    healthMessage: text(application.healthMessage),
    sync: application.sync,
    conditions: (application.conditions ?? [])
      .map((c: any) => `${c.type}: ${text(c.message)}`)
      .sort(),
    operationPhase: application.operationPhase,
    operationMessage: text(application.operationMessage),
    destinationNamespace: application.destinationNamespace,
    sources: application.sources.map((source: any) => ({
      repoUrl: source.repoUrl,
      path: source.path,
      targetRevision: source.targetRevision,
      revision: source.revision?.value,
    })),
    owner:
      application.owner &&
      `${application.owner.kind}/${application.owner.name}`,
    resources: application.resources,
    resourcesOutOfSync: application.resourcesOutOfSync ?? 0,
    reconciledAt: application.reconciledAt?.replace('.000Z', 'Z'),
  });
}
