import { messageValues, writeMessage } from './messages';
import { MESSAGE_TEXTS } from './messageTexts';

describe('writeMessage', () => {
  it('fills in each value, and keeps it beside the text', () => {
    expect(
      writeMessage('version-down', { before: '1.35', version: '1.34' }),
    ).toEqual({
      message:
        'Kubernetes cannot go back from 1.35 to 1.34: a control plane is never downgraded. Request a new cluster instead.',
      messageCode: {
        code: 'version-down',
        values: { before: '1.35', version: '1.34' },
      },
    });
  });

  it('writes numbers as texts, and no values where there are none', () => {
    expect(
      writeMessage('nodes-max-below-min', { max: 2, min: 3 }).messageCode
        .values,
    ).toEqual({ max: '2', min: '3' });
    expect(writeMessage('resource-deleting')).toEqual({
      message: 'Is being deleted.',
      messageCode: { code: 'resource-deleting' },
    });
  });

  it('leaves a value alone that reads like a placeholder or a replacement pattern', () => {
    const { message } = writeMessage('path-differs', {
      field: '{{expected}}',
      value: '$&',
      expected: '{{field}}',
    });
    expect(message).toBe(
      "{{expected}} is '$&', by the path of the file it is '{{field}}': correct one of them.",
    );
  });
});

const paused = writeMessage('connection-paused', {
  reason: writeMessage('excess-list-bytes', {
    server: 'https://a',
    limit: 5,
    what: writeMessage('what-argocd-settings', { name: 'argocd-cm' }),
  }),
  time: '14:05 UTC',
});

it('writes a text into another, with the codes of both', () => {
  expect(paused).toEqual({
    message:
      "https://a: sent more than 5 bytes of Argo CD's settings (ConfigMap argocd-cm); paused until 14:05 UTC. The state shown is from before.",
    messageCode: {
      code: 'connection-paused',
      values: {
        reason:
          "https://a: sent more than 5 bytes of Argo CD's settings (ConfigMap argocd-cm)",
        'reason.server': 'https://a',
        'reason.limit': '5',
        'reason.what': "Argo CD's settings (ConfigMap argocd-cm)",
        'reason.what.name': 'argocd-cm',
        time: '14:05 UTC',
      },
      valueCodes: {
        reason: 'excess-list-bytes',
        'reason.what': 'what-argocd-settings',
      },
    },
  });
});

it('writes a text of somebody else into another as it is', () => {
  const problem = new Error('{{subject}}');
  expect(writeMessage('subject-problem', { subject: 'a', problem })).toEqual({
    message: 'a: {{subject}}',
    messageCode: {
      code: 'subject-problem',
      values: { subject: 'a', problem: '{{subject}}' },
    },
  });
});

describe('messageValues', () => {
  it('has the codes of values that are texts, with what is filled into them', () => {
    const { codes } = messageValues(paused.messageCode)!;
    expect(codes).toEqual({
      reason: {
        code: 'excess-list-bytes',
        values: {
          server: 'https://a',
          limit: '5',
          what: "Argo CD's settings (ConfigMap argocd-cm)",
          'what.name': 'argocd-cm',
        },
        valueCodes: { what: 'what-argocd-settings' },
      },
    });
    expect(messageValues(codes.reason)!.codes).toEqual({
      what: {
        code: 'what-argocd-settings',
        values: { name: 'argocd-cm' },
        valueCodes: {},
      },
    });
  });

  it('has the values of the text alone', () => {
    expect(
      messageValues({
        code: 'owner-unknown',
        values: { owner: 'group:default/a', lng: 'x', defaultValue: 'y' },
      }),
    ).toEqual({
      code: 'owner-unknown',
      values: { owner: 'group:default/a' },
      codes: {},
    });
  });

  it.each([
    ['a code of a newer release', { code: 'brand-new' }],
    ['a code that is a property of every object', { code: 'constructor' }],
    ['a value that is missing', { code: 'owner-unknown' }],
    [
      'a value that is no text',
      { code: 'owner-unknown', values: { owner: {} as string } },
    ],
  ])('has nothing for %s', (_, message) => {
    expect(messageValues(message)).toBeUndefined();
  });
});

it.each(Object.entries(MESSAGE_TEXTS))('%s is one line of text', (_, text) => {
  expect(text.replace(/\{\{\w+\}\}/g, 'x')).toMatch(/^[^{}\n]+$/);
});
