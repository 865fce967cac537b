import { Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ArgoCdComponent } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, type Look } from '../../components/StatusChip';
import { workerClustersTranslationRef } from '../../translations';
import clusterStyles from '../cluster.module.css';
import styles from './argocd.module.css';

type ComponentState = 'ready' | 'notReady' | 'off';

const LOOKS: Record<ComponentState, Look> = {
  ready: ['good', 'check'],
  notReady: ['bad', 'exclamation'],
  off: ['quiet', 'pause'],
};

const LAST_KNOWN: Look = ['quiet', 'question'];

function stateOf({ ready, desired }: ArgoCdComponent): ComponentState {
  if (desired === 0) return 'off';
  return ready < desired ? 'notReady' : 'ready';
}

/** The workloads of an Argo CD with their replicas. Not `heard`: as they were at the last contact, and never green. */
export function ArgoCdComponents({
  components,
  heard,
}: {
  components: ArgoCdComponent[];
  heard: boolean;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div className={styles.part}>
      <Text as="h3" weight="bold">
        {t('argocd.components')}
      </Text>
      <table
        className={`${clusterStyles.table} ${styles.components}`}
        aria-label={t('argocd.components')}
      >
        <thead>
          <tr>
            <th scope="col">{t('argocd.component')}</th>
            <th scope="col">{t('argocd.replicas')}</th>
            <th scope="col">{t('argocd.state.label')}</th>
          </tr>
        </thead>
        <tbody>
          {components.map(component => {
            const state = stateOf(component);
            const look = heard || state === 'off' ? LOOKS[state] : LAST_KNOWN;
            return (
              <tr key={component.name}>
                <td>{component.name}</td>
                <td>
                  {t('argocd.replicasOf', {
                    ready: String(component.ready),
                    desired: String(component.desired),
                  })}
                </td>
                <td>
                  <Chip look={look} text={t(`argocd.state.${state}`)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
