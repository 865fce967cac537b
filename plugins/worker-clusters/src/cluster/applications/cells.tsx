import { memo, useContext } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type Application,
  applicationProblems,
  assessedHealth,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { useGoneNote } from '../../components/PendingChanges';
import { HealthChip, SyncChip } from '../../components/StatusChip';
import {
  imageParts,
  repositoryName,
  shortPath,
  shortRevision,
  webLink,
} from '../../format';
import { CellLink } from '../../grid/CellLink';
import { workerClustersTranslationRef } from '../../translations';
import { ApplicationHref } from './applicationHref';
import styles from './applications.module.css';
import type { ApplicationRow } from './nestApplications';
import { useVerdictContext } from './verdictContext';

interface CellProps {
  app: Application;
}

/** The name of a row, below what made it. */
export const NameContent = memo(
  ({ row, nested }: { row: ApplicationRow; nested: boolean }) => {
    const { t } = useTranslationRef(workerClustersTranslationRef);
    const { application, owner, depth } = row;
    const gone = useGoneNote(row.id);
    const hrefOf = useContext(ApplicationHref);
    const indent = { paddingInlineStart: `${depth * 1.25}rem` };
    if (!application) {
      const { kind, name = '' } = owner ?? {};
      return (
        <span className={styles.line} style={indent}>
          {kind === 'ApplicationSet'
            ? t('applications.applicationSet', { name })
            : t('applications.missingOwner', { name })}
        </span>
      );
    }
    const by = nested ? undefined : application.owner;
    return (
      <div className={styles.cell} style={indent}>
        <CellLink
          href={hrefOf(application)}
          className={`${styles.line} ${styles.name}`}
          title={application.name}
        >
          {application.name}
        </CellLink>
        {(gone || by) && (
          <span className={styles.second}>
            {gone ??
              (by?.kind === 'ApplicationSet'
                ? t('applications.by', { name: by.name })
                : t('applications.partOf', { name: by!.name }))}
          </span>
        )}
      </div>
    );
  },
);

/** As it counts; where that is not what Argo CD reports, with what it reports. */
export const HealthContent = memo(({ app }: CellProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const health = assessedHealth(app, useVerdictContext());
  return (
    <div className={styles.cell}>
      <HealthChip health={health} />
      {health !== app.health && (
        <span className={styles.second}>
          {t('applications.reported', { health: app.health })}
        </span>
      )}
    </div>
  );
});

/** With how many resources are not in sync. */
export const SyncContent = memo(({ app }: CellProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { resourcesOutOfSync, resourcesMissing } = app;
  return (
    <div className={styles.cell}>
      <SyncChip sync={app.sync} />
      {resourcesOutOfSync !== undefined && (
        <span className={styles.second}>
          {t('applications.outOfSync', {
            count: resourcesOutOfSync,
            total: String(app.resources),
          })}
          {resourcesMissing !== undefined &&
            `, ${t('applications.missing', { count: resourcesMissing })}`}
        </span>
      )}
    </div>
  );
});

export const OperationContent = memo(({ app }: CellProps) => (
  <div className={styles.cell}>
    {app.operationPhase ?? '–'}
    {app.operationPhase && (
      <span className={styles.second}>
        <Age at={app.operationTime} />
      </span>
    )}
  </div>
));

/** The most telling of what Argo CD reports, in two lines; the drawer has all of it. */
export const ReasonContent = memo(({ app }: CellProps) => {
  const [problem] = applicationProblems(app, useVerdictContext());
  if (!problem) return <>–</>;
  const { title, message } = problem;
  // A reason that only repeats the status says nothing.
  const text =
    message && title !== app.health ? `${title}: ${message}` : message;
  return (
    <span className={styles.clamped} title={text ?? title}>
      {text ?? title}
    </span>
  );
});

export const ComparedContent = memo(({ app }: CellProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return app.reconciledAt ? (
    <Age at={app.reconciledAt} />
  ) : (
    <>{t('common.time.never')}</>
  );
});

/** Its first image without its registry, and how many more there are. */
export const ImagesContent = memo(({ app }: CellProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [image, ...rest] = app.images ?? [];
  if (!image) return <>–</>;
  const { name, version } = imageParts(image);
  return (
    <div className={styles.cell} title={app.images?.join('\n')}>
      <span className={styles.line}>
        {version ?? name}
        {rest.length > 0 &&
          ` ${t('applications.moreSources', { count: rest.length })}`}
      </span>
      {version && <span className={styles.second}>{name}</span>}
    </div>
  );
});

/** Its first source in two lines, and how many more there are. */
export const SourceContent = memo(({ app }: CellProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [source, ...rest] = app.sources;
  if (!source) return <>–</>;
  const { revision } = source;
  return (
    <div className={styles.cell}>
      <span className={styles.line}>
        {revision ? (
          <CellLink href={webLink(revision.url)} external>
            {shortRevision(revision)}
          </CellLink>
        ) : (
          t('applications.source.notResolved')
        )}
        {source.targetRevision &&
          source.targetRevision !== revision?.value &&
          ` (${source.targetRevision})`}
        {rest.length > 0 &&
          ` ${t('applications.moreSources', { count: rest.length })}`}
      </span>
      <span
        className={styles.second}
        title={[source.repoUrl, source.path].filter(Boolean).join(' ')}
      >
        {/* What tells Applications apart comes first: the line is cut where the column ends. */}
        {[
          source.chart ?? shortPath(source.path),
          repositoryName(source.repoUrl),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  );
});
