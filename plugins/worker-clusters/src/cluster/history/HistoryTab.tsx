import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { ScrollArea } from '../../components/ScrollArea';
import { Section } from '../../components/Section';
import { PhaseChip } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import cluster from '../cluster.module.css';
import { PhaseStrip } from './PhaseStrip';
import { RequestList } from './RequestList';

/** The phases that the cluster went through, and the pull requests that changed it. */
export function HistoryTab(props: { cluster: WorkerClusterDetails }) {
  const { transitions } = props.cluster;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const now = useNow();
  return (
    <div className={cluster.grid}>
      <Section
        title={t('history.phases.heading')}
        note={t('history.phases.note')}
      >
        <PhaseStrip phases={transitions} now={now} />
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
              {[...transitions].reverse().map(phase => (
                <tr key={`${phase.phase}${phase.since}`}>
                  <th scope="row">
                    <PhaseChip phase={phase.phase} />
                    <span className={cluster.message}>{phase.message}</span>
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
      </Section>
      <div className={cluster.column}>
        <RequestList cluster={props.cluster} state="merged" />
        <RequestList cluster={props.cluster} state="closed" />
      </div>
    </div>
  );
}
