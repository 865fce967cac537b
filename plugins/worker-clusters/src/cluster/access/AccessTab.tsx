import { useMemo } from 'react';
import { Text } from '@backstage/ui';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { CopyButton } from '../../components/CopyButton';
import { Section } from '../../components/Section';
import { WebLink } from '../../components/WebLink';
import { workerClustersTranslationRef } from '../../translations';
import styles from './access.module.css';
import { accessSteps, readSteps } from './accessSteps';

/** How people reach the cluster and its Argo CD, as the platform team has configured it. The portal gives no credential. */
export function AccessTab({ cluster }: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const config = useApi(configApiRef);
  const steps = useMemo(
    () => accessSteps(readSteps(config), cluster),
    [config, cluster],
  );
  return (
    <Section title={t('access.heading')} note={t('access.note')}>
      {steps.length === 0 && (
        <Text as="p" color="secondary">
          {t('access.none')}
        </Text>
      )}
      <ol className={styles.steps}>
        {steps.map(({ title, text, command, link, missing }) => (
          <li key={title}>
            <Text as="h3" variant="body-large" weight="bold">
              {title}
            </Text>
            {text && <p className={styles.text}>{text}</p>}
            {command && (
              <div className={styles.command}>
                <pre>{command}</pre>
                <CopyButton text={command} label={title} />
              </div>
            )}
            {link && <WebLink href={link.url}>{link.title}</WebLink>}
            {missing.length > 0 && (
              <p className={styles.quiet}>
                {t('access.missing', { fields: missing.join(', ') })}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
