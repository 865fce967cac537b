import { ReactNode, useId } from 'react';
import { Alert, Text, VisuallyHidden } from '@backstage/ui';
import {
  RiAlertLine,
  RiCloseCircleLine,
  RiInformationLine,
} from '@remixicon/react';
import type {
  RequestFinding,
  RequestPreview,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { WebLink } from '../../components/WebLink';
import { titleOf } from '../spec/claimSchema';
import { takeLostFocus } from '../spec/takeLostFocus';
import { DiffLine, diffLines } from './diffLines';
import styles from './review.module.css';

const FINDINGS = {
  error: { word: 'Error', icon: RiCloseCircleLine, className: styles.bad },
  warning: { word: 'Warning', icon: RiAlertLine, className: styles.warn },
  info: { word: 'Note', icon: RiInformationLine, className: styles.info },
} as const;

const BY_WEIGHT: RequestFinding['severity'][] = ['error', 'warning', 'info'];

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.part}>
      <Text as="h3" variant="title-x-small" id={id}>
        {title}
      </Text>
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
    <Alert
      icon
      status={allowed ? good : 'danger'}
      title={resultOf(preview)}
      description={`Pull request: ${preview.title}`}
    />
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
          <WebLink key={part} href={part}>
            {part}
          </WebLink>
        ) : (
          part
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
  if (findings.length === 0) return null;
  const sorted = BY_WEIGHT.flatMap(severity =>
    findings.filter(f => f.severity === severity),
  );
  return (
    <Part title="Check results">
      <ul className={styles.findings}>
        {sorted.map(finding => {
          const { word, icon: Icon, className } = FINDINGS[finding.severity];
          return (
            <li key={`${finding.rule}${finding.field}${finding.message}`}>
              <span className={`${styles.mark} ${className}`}>
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
  if (changes.length === 0) return null;
  const none = <span className={styles.quiet}>not set</span>;
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
                <td>{change.before ?? none}</td>
                <td>{change.after ?? none}</td>
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
  if (consequences.length === 0) return null;
  const list = (
    <ul className={styles.list}>
      {consequences.map(text => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
  return (
    <Part title="Consequences">
      {verb === 'decommission' ? (
        <Alert
          icon
          status="danger"
          title="This destroys the cluster and what runs on it."
          description={list}
        />
      ) : (
        list
      )}
    </Part>
  );
}

function money(currency: string, amount: number): string {
  try {
    return new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency,
      maximumFractionDigits: 0,
    }).format(amount);
  } catch {
    return `${Math.round(amount)} ${currency}`;
  }
}

function Cost({ cost }: { cost: RequestPreview['cost'] }) {
  if (!cost) return null;
  const range = ({ min, max }: { min: number; max: number }) =>
    min === max
      ? money(cost.currency, min)
      : `${money(cost.currency, min)} to ${money(cost.currency, max)}`;
  return (
    <Part title="Cost">
      <Text as="p">
        About {range(cost.monthly)} a month
        {cost.before && `; now ${range(cost.before)}`}.
      </Text>
    </Part>
  );
}

function Resources({ resources }: { resources: RequestPreview['resources'] }) {
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
              <VisuallyHidden>{SPOKEN[kind]}</VisuallyHidden>
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
      <Text as="p" color="secondary">
        <span className={styles.code}>{path}</span>
      </Text>
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
