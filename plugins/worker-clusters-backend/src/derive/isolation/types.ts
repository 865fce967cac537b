import type {
  ClusterRef,
  CodedMessage,
  IsolationFinding,
  IsolationRuleId,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  ArgoApplication,
  ArgoProject,
  ArgoSettings,
  CredentialAge,
  ForeignApplication,
  IdentityRights,
  Looked,
} from '../../observe/types';
import type { OwnCluster } from './destination';

/** What the rules read. A rule reads only what its scope has. */
export interface IsolationInput {
  /** Applications of the management Argo CD that deploy elsewhere. */
  managementApplications: Looked<ForeignApplication[]>;
  clusterSecrets: Looked<string[]>;
  rights: Looked<IdentityRights[]>;
  credential: Looked<CredentialAge>;
  argocdNamespace: string;
  applications: Looked<ArgoApplication[]>;
  /** How the Argo CD names its own cluster. */
  own: Looked<OwnCluster>;
  projects: Looked<ArgoProject[]>;
  settings: Looked<
    Pick<ArgoSettings, 'anonymous' | 'admin' | 'exec'> | undefined
  >;
  sharedCredential: Looked<ClusterRef[]>;
  sharedServer: Looked<ClusterRef[]>;
  composition: Looked<{
    claim: { kind: string; namespace?: string; name: string };
    name: string;
    allowed: string[];
  }>;
}

/** What a rule says: what breaks the promise, or why nobody looked. */
export type RuleResult =
  | { breaches: Breach[]; partly?: Message }
  | { notChecked: Message }
  | { pending: true };

/** An object that breaks a promise. */
export type Breach = Pick<
  IsolationFinding,
  'object' | 'evidence' | 'evidenceCode'
>;

/** A finding before the store knows since when it stands. */
export type FoundFinding = Pick<
  IsolationFinding,
  'rule' | 'severity' | 'object' | 'evidence' | 'evidenceCode'
>;

/** How a rule stands now. `pending`: what is stored stays. */
export interface RuleOutcome {
  rule: IsolationRuleId;
  state: 'ok' | 'found' | 'notChecked' | 'pending';
  /** All breaches, also those of which no finding is kept. */
  count?: number;
  reason?: string;
  reasonCode?: CodedMessage;
}

/** What the configuration says of the rules. */
export interface IsolationSettings {
  /** A credential of the portal may be this old, milliseconds. */
  maxCredentialAgeMs: number;
}
