import { useSyncExternalStore } from 'react';
import { RiShip2Line } from '@remixicon/react';
import {
  useApiHolder,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { workerClustersTranslationRef } from '../translations';
import { type OpenRequests, openRequestsOf } from './OpenRequests';
import styles from './pluginIcon.module.css';

function Count({ open }: { open: OpenRequests }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const count = useSyncExternalStore(open.subscribe, open.count);
  if (!count) return null;
  return (
    // Not text: a link of a side bar has a name of its own, and what is read on it has to be in that name.
    <span
      className={styles.count}
      title={t('requests.openCount', { count })}
      data-count={count > 99 ? '99+' : count}
      aria-hidden
    />
  );
}

/** The icon of the plugin's pages with the number of open requests: wherever an app shows it, above all in its side bar. */
export function PluginIcon() {
  const api = useApiHolder().get(workerClustersApiRef);
  return (
    <span className={styles.icon}>
      <RiShip2Line />
      {api && <Count open={openRequestsOf(api)} />}
    </span>
  );
}
