import { ReactNode, useId } from 'react';
import Typography from '@material-ui/core/Typography';
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

const FINDINGS = {
  error: { word: 'Error', icon: RiCloseCircleLine },
  warning: { word: 'Warning', icon: RiAlertLine },
  info: { word: 'Note', icon: RiInformationLine },
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

const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** The result of the checks in a sentence. */
export function resultOf(preview: RequestPreview): string {
  const count = (severity: RequestFinding['severity']) =>
    preview.findings.filter(f => f.severity === severity).length;
  const warnings = count('warning');
  if (preview.allowed) {
    return warnings
      ? `Ready to submit, with ${plural(warnings, 'warning')}.`
      : 'Ready to submit.';
  }
  return `Not ready to submit: ${plural(
    count('error'),
    'error',
  )}. Go back and correct the request.`;
}

function Result({ preview }: { preview: RequestPreview }) {
  const { allowed, findings, verb } = preview;
  const warned = findings.some(f => f.severity === 'warning');
  // That a cluster can be destroyed is no success.
  const calm = verb === 'decommission' ? 'info' : 'success';
  const good = warned ? 'warning' : calm;
  return (
    <Notice status={allowed ? good : 'error'} title={resultOf(preview)}>
      Pull request: {preview.title}
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
  if (findings.length === 0) return null;
  const sorted = BY_WEIGHT.flatMap(severity =>
    findings.filter(f => f.severity === severity),
  );
  return (
    <Part title="Check results">
      <ul className={styles.findings}>
        {sorted.map(finding => {
          const { severity } = finding;
          const { word, icon: Icon } = FINDINGS[severity];
          return (
            <li key={`${finding.rule}${finding.field}${finding.message}`}>
              <span className={`${styles.mark} ${styles[severity]}`}>
                <Icon aria-hidden /> {word}
              </span>
              <span>
                <Message text={finding.message} />
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
  if (changes.length === 0) return null;
  const shown = (text: string | undefined) =>
    text === undefined ? (
      <span className={styles.quiet}>not set</span>
    ) : (
      <TextWithTimes text={text} />
    );
  const isNew = verb === 'create';
  return (
    <Part title={isNew ? 'Specification' : 'Changes'}>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">{isNew ? 'Default' : 'Before'}</th>
              <th scope="col">{isNew ? 'Value' : 'After'}</th>
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
  const { consequences, verb } = preview;
  const styles = useReviewStyles();
  if (consequences.length === 0) return null;
  const list = (
    <ul className={styles.list}>
      {consequences.map(text => (
        <li key={text}>
          <TextWithTimes text={text} />
        </li>
      ))}
    </ul>
  );
  return (
    <Part title="Consequences">
      {verb === 'decommission' ? (
        <Notice
          status="error"
          title="This destroys the cluster and what runs on it."
        >
          {list}
        </Notice>
      ) : (
        list
      )}
    </Part>
  );
}

function Cost({ cost }: { cost: RequestPreview['cost'] }) {
  if (!cost) return null;
  return (
    <Part title="Cost">
      <Typography>
        <MonthlyCost cost={cost} />
      </Typography>
    </Part>
  );
}

function Resources({ resources }: { resources: RequestPreview['resources'] }) {
  const styles = useReviewStyles();
  if (resources.length === 0) return null;
  const total = resources.reduce((sum, { count }) => sum + count, 0);
  return (
    <Part title={`Created resources: ${total}`}>
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
const SPOKEN = { added: 'Added: ', removed: 'Removed: ' };

function FileText({ label, lines }: { label: string; lines: DiffLine[] }) {
  const styles = useReviewStyles();
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
              <Spoken>{SPOKEN[kind]}</Spoken>
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
  const whole = verb === 'create' && after !== undefined;
  const lines: DiffLine[] = whole
    ? after
        .replace(/\n$/, '')
        .split('\n')
        .map(text => ({ kind: 'same', text }))
    : diffLines(diff);
  return (
    <Part title={whole ? 'The file' : 'Changes of the file'}>
      <Typography color="textSecondary" style={{ overflowWrap: 'anywhere' }}>
        <code>{path}</code>
      </Typography>
      <FileText
        label={whole ? `The file ${path}` : `Changes of the file ${path}`}
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
