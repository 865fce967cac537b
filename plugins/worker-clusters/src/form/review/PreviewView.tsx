import { ReactNode, useId } from 'react';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiAlertLine,
  RiCloseCircleLine,
  RiInformationLine,
} from '@remixicon/react';
import type {
  RequestFinding,
  RequestPreview,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { MonthlyCost } from '../../components/MonthlyCost';
import { FormLink } from '../inputs/FormLink';
import { Notice } from '../inputs/Notice';
import { Spoken } from '../inputs/Spoken';
import { titleOf } from '../spec/claimSchema';
import { takeLostFocus } from '../spec/takeLostFocus';
import { DiffLine, diffLines } from '../../components/diffLines';
import { useReviewStyles } from './styles';
import { TextWithTimes } from './TextWithTimes';
import {
  type Translate,
  workerClustersTranslationRef,
} from '../../translations';
import { messageText } from '../../translations/messageText';

const FINDINGS = {
  error: RiCloseCircleLine,
  warning: RiAlertLine,
  info: RiInformationLine,
} as const;

const BY_WEIGHT: RequestFinding['severity'][] = ['error', 'warning', 'info'];

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={useReviewStyles().part}>
      <Typography component="h3" variant="h6" id={id}>
        {title}
      </Typography>
      {children}
    </section>
  );
}

/** The result of the checks in a sentence. */
export function resultOf(preview: RequestPreview, t: Translate): string {
  const count = (severity: RequestFinding['severity']) =>
    preview.findings.filter(f => f.severity === severity).length;
  const warnings = count('warning');
  if (preview.allowed) {
    return warnings
      ? t('form.review.readyWithWarnings', { count: warnings })
      : t('form.review.ready');
  }
  return t('form.review.notReady', { count: count('error') });
}

function Result({ preview }: { preview: RequestPreview }) {
  const { allowed, findings, verb } = preview;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const warned = findings.some(f => f.severity === 'warning');
  // That a cluster can be destroyed is no success.
  const calm = verb === 'decommission' ? 'info' : 'success';
  const good = warned ? 'warning' : calm;
  return (
    <Notice status={allowed ? good : 'error'} title={resultOf(preview, t)}>
      {t('form.review.pullRequest', { title: preview.title })}
    </Notice>
  );
}

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)])/;

/** A message with its addresses, of pull requests for example, as links. */
function Message({ text }: { text: string }) {
  return (
    <>
      {text.split(ADDRESS).map((part, index) =>
        // With its group in the pattern, every second part is an address.
        index % 2 === 1 ? (
          // Parts have no identity but their place.
          // eslint-disable-next-line react/no-array-index-key
          <FormLink key={index} href={part}>
            {part}
          </FormLink>
        ) : (
          // eslint-disable-next-line react/no-array-index-key
          <TextWithTimes key={index} text={part} />
        ),
      )}
    </>
  );
}

/** Whether somebody needs the path of the field: rules of the XRD's author may leave open what they speak of. */
function needsPath({ rule, field, message }: RequestFinding): boolean {
  if (!field || rule !== 'cel') return false;
  const text = message.toLowerCase();
  const names = field.replace(/^spec\./, '').split('.');
  return !names.some(
    name =>
      text.includes(name.toLowerCase()) ||
      text.includes(titleOf(name).toLowerCase()),
  );
}

function Findings({ findings }: { findings: RequestFinding[] }) {
  const styles = useReviewStyles();
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (findings.length === 0) return null;
  const sorted = BY_WEIGHT.flatMap(severity =>
    findings.filter(f => f.severity === severity),
  );
  return (
    <Part title={t('form.review.findings')}>
      <ul className={styles.findings}>
        {sorted.map(finding => {
          const { severity } = finding;
          const Icon = FINDINGS[severity];
          return (
            <li key={`${finding.rule}${finding.field}${finding.message}`}>
              <span className={`${styles.mark} ${styles[severity]}`}>
                <Icon aria-hidden /> {t(`form.review.finding.${severity}`)}
              </span>
              <span>
                <Message
                  text={messageText(t, finding.message, finding.messageCode)}
                />
                {needsPath(finding) && (
                  <>
                    {' '}
                    <code className={styles.code}>{finding.field}</code>
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Changes({ preview: { verb, changes } }: { preview: RequestPreview }) {
  const styles = useReviewStyles();
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (changes.length === 0) return null;
  const shown = (text: string | undefined) =>
    text === undefined ? (
      <span className={styles.quiet}>{t('form.review.notSet')}</span>
    ) : (
      <TextWithTimes text={text} />
    );
  const isNew = verb === 'create';
  return (
    <Part
      title={t(isNew ? 'form.review.specification' : 'form.review.changes')}
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('form.review.field')}</th>
              <th scope="col">
                {t(isNew ? 'form.review.default' : 'form.review.before')}
              </th>
              <th scope="col">
                {t(isNew ? 'form.review.value' : 'form.review.after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(change => (
              <tr key={change.field}>
                <th scope="row">{change.label}</th>
                <td>{shown(change.before)}</td>
                <td>{shown(change.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

function Consequences({ preview }: { preview: RequestPreview }) {
  const { consequences, consequenceCodes, verb } = preview;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const styles = useReviewStyles();
  if (consequences.length === 0) return null;
  const list = (
    <ul className={styles.list}>
      {consequences.map((text, i) => (
        <li key={text}>
          <TextWithTimes text={messageText(t, text, consequenceCodes?.[i])} />
        </li>
      ))}
    </ul>
  );
  return (
    <Part title={t('form.review.consequences')}>
      {verb === 'decommission' ? (
        <Notice status="error" title={t('form.review.destroys')}>
          {list}
        </Notice>
      ) : (
        list
      )}
    </Part>
  );
}

function Cost({ cost }: { cost: RequestPreview['cost'] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!cost) return null;
  return (
    <Part title={t('form.review.cost')}>
      <Typography>
        <MonthlyCost cost={cost} />
      </Typography>
    </Part>
  );
}

function Resources({ resources }: { resources: RequestPreview['resources'] }) {
  const styles = useReviewStyles();
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (resources.length === 0) return null;
  const total = resources.reduce((sum, { count }) => sum + count, 0);
  return (
    <Part title={t('form.review.resources', { total: String(total) })}>
      <ul className={styles.resources}>
        {resources.map(({ kind, count }) => (
          <li key={kind}>
            {count} × {kind}
          </li>
        ))}
      </ul>
    </Part>
  );
}

const SIGNS = { added: '+', removed: '-', same: ' ', place: ' ' };

function FileText({ label, lines }: { label: string; lines: DiffLine[] }) {
  const styles = useReviewStyles();
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div
      className={styles.file}
      role="region"
      aria-label={label}
      // It scrolls: the keyboard has to reach it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <pre className={styles.code}>
        {lines.map(({ kind, text }, index) => (
          // Lines have no identity but their place.
          // eslint-disable-next-line react/no-array-index-key
          <div key={index} className={styles[kind]}>
            {(kind === 'added' || kind === 'removed') && (
              <Spoken>{t(`form.review.${kind}`)}</Spoken>
            )}
            <span aria-hidden className={styles.sign}>
              {SIGNS[kind]}
            </span>
            {text}
            {'\n'}
          </div>
        ))}
      </pre>
    </div>
  );
}

function File({ preview }: { preview: RequestPreview }) {
  const { verb, path, after, diff } = preview;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const whole = verb === 'create' && after !== undefined;
  const lines: DiffLine[] = whole
    ? after
        .replace(/\n$/, '')
        .split('\n')
        .map(text => ({ kind: 'same', text }))
    : diffLines(diff);
  return (
    <Part title={t(whole ? 'form.review.file' : 'form.review.fileChanges')}>
      <Typography color="textSecondary" style={{ overflowWrap: 'anywhere' }}>
        <code>{path}</code>
      </Typography>
      <FileText
        label={t(
          whole ? 'form.review.fileLabel' : 'form.review.fileChangesLabel',
          { path },
        )}
        lines={lines}
      />
    </Part>
  );
}

/**
 * The effects of a request: the result of the checks first, the exact text last. A removal begins with what it destroys.
 * A request that is not allowed has no effects.
 */
export function PreviewView({ preview }: { preview: RequestPreview }) {
  const { allowed, verb } = preview;
  const styles = useReviewStyles();
  const removes = verb === 'decommission';
  return (
    <div className={styles.preview}>
      <div className={styles.result} tabIndex={-1} ref={takeLostFocus}>
        {allowed && removes && <Consequences preview={preview} />}
        <Result preview={preview} />
      </div>
      <Findings findings={preview.findings} />
      {allowed && (
        <>
          {!removes && <Consequences preview={preview} />}
          <Changes preview={preview} />
          <Resources resources={preview.resources} />
          <Cost cost={preview.cost} />
        </>
      )}
      {(preview.after !== undefined || preview.diff !== '') && (
        <File preview={preview} />
      )}
    </div>
  );
}
