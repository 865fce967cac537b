import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ApplicationMatrixRow } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { useVersionSentence } from './cells';

/** Whether the version that is searched is everywhere: of the one application that matches. */
export function VersionAnswer(props: {
  rows: ApplicationMatrixRow[];
  totalItems: number | undefined;
  environment: string[];
}) {
  const { rows, totalItems, environment } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const sentence = useVersionSentence();
  if (totalItems !== 1) {
    return null;
  }
  const { text, everywhere } = sentence(rows[0]);
  const where = environment.length
    ? t('matrix.answer.in', { environments: environment.join(', ') })
    : t('matrix.answer.fleet');
  return (
    <Alert
      icon
      role="status"
      status={everywhere ? 'success' : 'warning'}
      title={t(everywhere ? 'matrix.answer.yes' : 'matrix.answer.no', {
        name: rows[0].name,
        where,
      })}
      description={text}
    />
  );
}
