import { decodeEvent, decodePage } from './decode';

const bytes = (value: unknown) =>
  new TextEncoder().encode(
    typeof value === 'string' ? value : JSON.stringify(value),
  );

const APPLICATIONS = {
  transform: 'application',
  apiVersion: 'argoproj.io/v1alpha1',
} as const;

const application = (name: string, version = '7') => ({
  metadata: { name, namespace: 'argocd', resourceVersion: version },
  spec: { project: 'default' },
});

const metadata = { resourceVersion: '100' };

describe('decodePage', () => {
  it('keeps keys, versions, and the projection of each object as JSON', () => {
    const page = decodePage(
      bytes({
        kind: 'ApplicationList',
        apiVersion: 'argoproj.io/v1alpha1',
        metadata: { ...metadata, continue: 'next' },
        items: [application('a'), application('b', '8')],
      }),
      APPLICATIONS,
    );
    expect(page).toEqual({
      version: '100',
      next: 'next',
      objects: [
        { key: 'argocd/a', version: '7', json: expect.any(String) },
        { key: 'argocd/b', version: '8', json: expect.any(String) },
      ],
    });
    expect(JSON.parse(page.objects[0].json!)).toMatchObject({
      metadata: { name: 'a' },
      project: 'default',
    });
  });

  it('keeps only key and version of an object that is skipped', () => {
    const page = decodePage(bytes({ metadata, items: [application('a')] }), {
      transform: 'composed',
      apiVersion: 'v1',
    });
    expect(page.objects).toEqual([{ key: 'argocd/a', version: '7' }]);
  });

  it.each<[string, unknown, string]>([
    ['HTML', '<html></html>', 'not JSON'],
    ['nothing', '', 'not JSON'],
    ['a page that is cut short', '{"metadata":{"resour', 'not JSON'],
    ['null', 'null', 'not a list'],
    ['a list without a version', { items: [] }, 'not a list'],
    ['items that are none', { metadata, items: {} }, 'not a list'],
    ['a single object', { kind: 'Pod', metadata }, 'another kind'],
    [
      'a list of another API',
      { kind: 'PodList', apiVersion: 'v1', metadata, items: [] },
      'another kind',
    ],
    [
      'an object without a name',
      { metadata, items: [{}] },
      'an object without name or version',
    ],
    [
      'millions of empty objects',
      `{"metadata":{},"items":[${'{},'.repeat(1_000_000)}{}]}`,
      'of a shape no object has',
    ],
  ])('refuses %s', (_, value, defect) => {
    expect(() => decodePage(bytes(value), APPLICATIONS)).toThrow(defect);
  });

  it('takes items that are null for none', () => {
    const page = decodePage(bytes({ metadata, items: null }), APPLICATIONS);
    expect(page).toEqual({ version: '100', objects: [] });
  });
});

describe('decodeEvent', () => {
  it.each(['ADDED', 'MODIFIED', 'DELETED'])('decodes %s', type => {
    const object = application('a');
    expect(decodeEvent(bytes({ type, object }), APPLICATIONS)).toEqual({
      type,
      key: 'argocd/a',
      version: '7',
      json: expect.any(String),
    });
  });

  it('decodes a bookmark and an error', () => {
    expect(
      decodeEvent(
        bytes({ type: 'BOOKMARK', object: { metadata } }),
        APPLICATIONS,
      ),
    ).toEqual({ type: 'BOOKMARK', version: '100' });
    const status = {
      code: 429,
      message: 'x'.repeat(5000),
      details: { retryAfterSeconds: 2 },
    };
    expect(
      decodeEvent(bytes({ type: 'ERROR', object: status }), APPLICATIONS),
    ).toEqual({
      type: 'ERROR',
      code: 429,
      message: 'x'.repeat(1200),
      retryAfterMs: 2000,
    });
    expect(decodeEvent(bytes({ type: 'ERROR' }), APPLICATIONS)).toEqual({
      type: 'ERROR',
      code: 500,
    });
  });

  it.each<[string, unknown, string]>([
    ['what is not JSON', '{', 'not JSON'],
    ['a number', '42', 'not a watch event'],
    ['an unknown type', { type: 'X', object: application('a') }, 'watch event'],
    [
      'an object without a version',
      { type: 'ADDED', object: {} },
      'watch event',
    ],
  ])('refuses %s', (_, value, defect) => {
    expect(() => decodeEvent(bytes(value), APPLICATIONS)).toThrow(defect);
  });
});
