import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { workerClustersApiRef } from '../api';
import { useLoad } from '../hooks/useLoad';
import { newClusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './newClusterButton.module.css';

/**
 * Leads to the template "New cluster", for those who may request one. The permission depends on the cluster that is
 * requested, so that the browser cannot ask the permission framework for it without one: the backend says whether there is any.
 */
export function NewClusterButton(props: {
  /** In the header of a narrow screen there is room for the icon only. */
  inHeader?: boolean;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const link = useRouteRef(newClusterRouteRef);
  const api = useApi(workerClustersApiRef);
  const { data } = useLoad(
    useCallback(signal => api.getRequestRights({ signal }), [api]),
  );
  if (!link || !data?.create) return null;
  return (
    <ButtonLink
      variant="primary"
      iconStart={<RiAddLine />}
      href={link({ namespace: 'default', templateName: 'new-cluster' })}
    >
      <span className={props.inHeader ? styles.inHeader : undefined}>
        {t('common.newCluster')}
      </span>
    </ButtonLink>
  );
}
