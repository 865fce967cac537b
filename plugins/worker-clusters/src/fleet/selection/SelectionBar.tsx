import { Button, ButtonLink, Text } from '@backstage/ui';
import {
  useAppNavigate,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isImpossible, toChosen } from '../../form/picker/clusterOptions';
import { REQUEST_TEMPLATES, requestLink } from '../../requests/requestLinks';
import { storeUpgradeQueue } from '../../requests/upgradeQueue';
import { compareRouteRef, newClusterRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import { compareSearch, MAX_COMPARED } from '../compare/compareSearch';
import styles from './selection.module.css';

/** What can be done with several clusters; nothing while none is chosen. */
export function SelectionBar(props: {
  chosen: readonly WorkerCluster[];
  onClear(): void;
}) {
  const { chosen, onClear } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const navigate = useAppNavigate();
  const compare = useRouteRef(compareRouteRef);
  const template = useRouteRef(newClusterRouteRef);
  if (chosen.length === 0) return null;
  const comparable = chosen.length > 1 && chosen.length <= MAX_COMPARED;
  const upgradable = chosen.flatMap(cluster =>
    isImpossible(cluster.phase.phase) ? [] : toChosen(cluster) ?? [],
  );
  const left = chosen.length - upgradable.length;
  const upgrade = () => {
    storeUpgradeQueue({ clusters: upgradable, opened: 1 });
    const path = template!({
      namespace: 'default',
      templateName: REQUEST_TEMPLATES.upgrade,
    });
    navigate(requestLink(path, upgradable[0]));
  };
  return (
    <section className={styles.bar} aria-label={t('compare.selection.label')}>
      <Text as="p" weight="bold" aria-live="polite">
        {t('compare.selection.chosen', { count: chosen.length })}
      </Text>
      <div className={styles.buttons}>
        {compare && comparable && (
          <ButtonLink
            variant="primary"
            href={`${compare()}?${compareSearch(chosen)}`}
          >
            {t('compare.selection.compare')}
          </ButtonLink>
        )}
        {template && upgradable.length > 0 && (
          <Button variant="secondary" onPress={upgrade}>
            {t(
              upgradable.length > 1
                ? 'compare.selection.upgradeAll'
                : 'compare.selection.upgrade',
            )}
          </Button>
        )}
        <Button variant="tertiary" onPress={onClear}>
          {t('compare.selection.clear')}
        </Button>
      </div>
      {(!comparable || left > 0) && (
        <Text as="p" variant="body-small" color="secondary">
          {[
            !comparable &&
              t('compare.selection.limits', { max: String(MAX_COMPARED) }),
            left > 0 && t('compare.selection.notUpgraded', { count: left }),
          ]
            .filter(Boolean)
            .join(' ')}
        </Text>
      )}
    </section>
  );
}
