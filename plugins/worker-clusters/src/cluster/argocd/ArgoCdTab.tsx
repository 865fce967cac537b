import type {
  ArgoCdInstance,
  ArgoCdKind,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { SupportNote } from '../../components/SupportNote';
import { WebLink } from '../../components/WebLink';
import { useNow } from '../../hooks/useNow';
import { ArgoCdReachView } from './ArgoCdReachView';

/** What runs the Applications, in the words of whoever runs it. */
const ARGOCD_KIND_TEXTS: Record<ArgoCdKind, string> = {
  helm: '',
  managed: 'EKS Capability for Argo CD',
  agent: 'argocd-agent',
  none: 'Not installed',
  unknown:
    'Not known: Applications are served, and no workload of Argo CD runs',
};

function argocdText({ kind = 'helm', version }: ArgoCdInstance): string {
  const text = ARGOCD_KIND_TEXTS[kind];
  if (kind === 'helm') return version ?? 'version unknown';
  return version ? `${text} ${version}` : text;
}

/** The cluster's own Argo CD. */
export function ArgoCdTab({ cluster }: { cluster: WorkerClusterDetails }) {
  const now = useNow();
  const { argocd } = cluster;
  return (
    <Section
      title="Argo CD"
      note="In the worker cluster: it deploys the applications of this cluster, and reaches no other."
    >
      <Facts
        facts={[
          [
            'Version',
            argocd && (
              <>
                <WebLink href={argocd.url}>{argocdText(argocd)}</WebLink>{' '}
                <SupportNote life={cluster.support?.argocd} now={now} />
              </>
            ),
          ],
          [
            'Components',
            argocd?.components.length
              ? argocd.components
                  .map(c =>
                    c.desired === 0
                      ? `${c.name} off`
                      : `${c.name} ${c.ready}/${c.desired}`,
                  )
                  .join(', ')
              : undefined,
          ],
          ['Projects', argocd?.projects?.join(', ')],
          ['Repositories', argocd?.repositories?.toString()],
        ]}
      />
      {cluster.argocdReach && <ArgoCdReachView reach={cluster.argocdReach} />}
    </Section>
  );
}
