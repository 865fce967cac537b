import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ApplicationMatrixRow } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { useVersionSentence } from './cells';

const STATUS = { yes: 'success', asKnown: 'info', no: 'warning' } as const;

/**
 * Whether the version that is searched is everywhere: of the one application that matches. Where the portal cannot look at a
 * cluster, or has not heard of its applications yet, it is so only as far as is known.
 */
export function VersionAnswer(props: {
  rows: ApplicationMatrixRow[];
  totalItems: number | undefined;
  environment: string[];
  /** Clusters that have not reported applications yet. */
  unreported: number;
}) {
  const { rows, totalItems, environment, unreported } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const sentence = useVersionSentence();
  if (totalItems !== 1) {
    return null;
  }
  const { text, everywhere, lastKnown } = sentence(rows[0]);
  const known = lastKnown || unreported > 0 ? 'asKnown' : 'yes';
  const answer = everywhere ? known : 'no';
  const where = environment.length
    ? t('matrix.answer.in', { environments: environment.join(', ') })
    : t('matrix.answer.fleet');
  return (
    <Alert
      icon
      role="status"
      status={STATUS[answer]}
      title={t(`matrix.answer.${answer}`, {
        name: rows[0].name,
        where,
      })}
      description={text}
    />
  );
}
