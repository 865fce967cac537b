import type { ApplicationCommit } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A commit as an Application names it: untrusted. */
export type CommitRef = Pick<ApplicationCommit, 'repoUrl' | 'revision'>;
