import { Button, ButtonLink, Text } from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { newClusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { REQUEST_TEMPLATES, requestLink } from './requestLinks';
import styles from './upgradeQueue.module.css';
import { storeUpgradeQueue, useUpgradeQueue } from './upgradeQueue';

/** How far the upgrades of several clusters are, and the next one; nothing where none was begun. */
export function UpgradeQueueBar() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const template = useRouteRef(newClusterRouteRef);
  const queue = useUpgradeQueue();
  if (!queue || !template) return null;
  const { clusters, opened } = queue;
  const next = clusters.at(opened);
  const path = template({
    namespace: 'default',
    templateName: REQUEST_TEMPLATES.upgrade,
  });
  return (
    <section className={styles.bar} aria-label={t('compare.queue.label')}>
      <Text as="p" aria-live="polite">
        {next
          ? t('compare.queue.progress', {
              opened: String(opened),
              count: clusters.length,
              next: next.name,
            })
          : t('compare.queue.all', { count: clusters.length })}
      </Text>
      <div className={styles.buttons}>
        {next && (
          <ButtonLink
            variant="primary"
            href={requestLink(path, next)}
            onPress={() => storeUpgradeQueue({ clusters, opened: opened + 1 })}
          >
            {t('compare.queue.open', { name: next.name })}
          </ButtonLink>
        )}
        <Button
          variant="secondary"
          onPress={() => storeUpgradeQueue(undefined)}
        >
          {t(next ? 'compare.queue.end' : 'compare.queue.close')}
        </Button>
      </div>
    </section>
  );
}
