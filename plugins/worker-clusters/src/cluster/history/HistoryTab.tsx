import { Button } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { ScrollArea } from '../../components/ScrollArea';
import { Section } from '../../components/Section';
import { PhaseChip } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import cluster from '../cluster.module.css';
import { PhaseStrip } from './PhaseStrip';
import { RequestList } from './RequestList';
import { useTransitions } from './useTransitions';

/** The phases that the cluster went through: those that came with the cluster at once, older ones page by page. */
function Phases(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const now = useNow();
  const { items, last, stale, error, retry, more, hasMore } = useTransitions(
    props.cluster,
  );
  const phases = items ?? [...props.cluster.transitions].reverse();
  return (
    <Section
      title={t('history.phases.heading')}
      note={
        last &&
        t('history.phases.kept', {
          duration: format.duration(last.keptSeconds * 1000),
          phases: format.number(last.keptPhases),
        })
      }
    >
      <PhaseStrip phases={[...phases].reverse()} now={now} />
      <ScrollArea label={t('history.phases.heading')}>
        <table
          className={cluster.table}
          aria-label={t('history.phases.heading')}
        >
          <thead>
            <tr>
              <th scope="col">{t('history.phases.phase')}</th>
              <th scope="col">{t('history.phases.began')}</th>
              <th scope="col">{t('history.phases.lasted')}</th>
            </tr>
          </thead>
          <tbody>
            {phases.map(phase => (
              <tr key={`${phase.phase}${phase.since}`}>
                <th scope="row">
                  <PhaseChip phase={phase.phase} />
                  <span className={cluster.message}>
                    {messageText(t, phase.message, phase.messageCode)}
                  </span>
                </th>
                <td>
                  <Age at={phase.since} />
                </td>
                <td>
                  {phase.until
                    ? format.duration(
                        Date.parse(phase.until) - Date.parse(phase.since),
                      )
                    : t('history.phases.untilNow')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {error && (
        <ErrorPanel
          title={t('history.phases.failed')}
          error={error}
          retry={retry}
        />
      )}
      {hasMore && (
        <Button
          size="small"
          variant="secondary"
          onPress={more}
          isDisabled={stale}
        >
          {t('history.phases.older')}
        </Button>
      )}
    </Section>
  );
}

/** The phases that the cluster went through, and the pull requests that changed it. */
export function HistoryTab(props: { cluster: WorkerClusterDetails }) {
  return (
    <div className={cluster.grid}>
      <Phases cluster={props.cluster} />
      <div className={cluster.column}>
        <RequestList cluster={props.cluster} state="merged" />
        <RequestList cluster={props.cluster} state="closed" />
      </div>
    </div>
  );
}
