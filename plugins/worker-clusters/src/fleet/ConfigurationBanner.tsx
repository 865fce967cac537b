import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ConfigProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';

/** Problems that are shown; the log of the backend has all of them. */
const MAX_SHOWN = 5;

/** The text with a mark at its end. */
const asSentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`);

/** Says what is wrong with the configuration of the portal, for those who may see management clusters. */
export function ConfigurationBanner(props: { problems: ConfigProblem[] }) {
  const { problems } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!problems.length) return null;
  const isOut = problems.some(({ severity }) => severity === 'error');
  const more = problems.length - MAX_SHOWN;
  return (
    <Alert
      icon
      status={isOut ? 'warning' : 'info'}
      title={t(
        isOut ? 'fleet.configuration.wrong' : 'fleet.configuration.noticed',
        { count: problems.length },
      )}
      description={
        <>
          <ul className={styles.problems}>
            {problems.slice(0, MAX_SHOWN).map(({ key, message, effect }) => (
              <li key={key}>
                <code>{key}</code>: {asSentence(message)}
                {effect && ` ${effect}`}
              </li>
            ))}
          </ul>
          {more > 0 && `${t('fleet.configuration.more', { count: more })} `}
          {t('fleet.configuration.next')}
        </>
      }
    />
  );
}
