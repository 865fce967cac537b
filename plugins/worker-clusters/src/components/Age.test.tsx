import { Profiler } from 'react';
import { act, screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Age } from './Age';

const START = Date.parse('2026-11-23T08:00:00.000Z');
const at = (seconds: number) => new Date(START - seconds * 1000).toISOString();

const inGerman = {
  app: {
    baseUrl: 'http://localhost:3000',
    extensions: [
      {
        'api:app/app-language': {
          config: { defaultLanguage: 'de', availableLanguages: ['en', 'de'] },
        },
      },
    ],
  },
  backend: { baseUrl: 'http://localhost:7007' },
};

describe('Age', () => {
  beforeEach(() => {
    // The language that the app remembers.
    localStorage.clear();
    jest.useFakeTimers({ now: START });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows the age, and the time in a tooltip', () => {
    renderInTestApp(<Age at={at(240)} />);
    const age = screen.getByText('4 min ago');
    expect(age).toHaveAttribute('datetime', at(240));
    expect(age.title).toMatch(/2026/);
  });

  it('is not behind when the page comes, however long nobody looked', () => {
    const { unmount } = renderInTestApp(<Age at={at(0)} />);
    unmount();
    jest.setSystemTime(START + 4_000);
    renderInTestApp(<Age at={at(236)} />);
    expect(screen.getByText('4 min ago')).toBeInTheDocument();
  });

  it('shows the age in the language of the app', async () => {
    jest.useRealTimers();
    renderInTestApp(<Age at={new Date(Date.now() - 250_000).toISOString()} />, {
      config: inGerman,
    });
    expect(await screen.findByText('vor 4 min')).toBeInTheDocument();
  });

  it('goes on with one timer, and renders only the ages whose text changes', () => {
    const timers = jest.spyOn(globalThis, 'setInterval');
    const renders: Record<string, number> = {};
    const rows = Array.from({ length: 100 }, (_, i) => `hours ${i}`);
    renderInTestApp(
      <>
        {['seconds', ...rows].map(id => (
          <Profiler
            key={id}
            id={id}
            onRender={() => {
              renders[id] = (renders[id] ?? 0) + 1;
            }}
          >
            <Age at={at(id === 'seconds' ? 10 : 7_300)} />
          </Profiler>
        ))}
      </>,
    );
    const before = { ...renders };
    for (let ticks = 0; ticks < 4; ticks++) {
      act(() => {
        jest.advanceTimersByTime(5_000);
      });
    }
    expect(screen.getByText('30 s ago')).toBeInTheDocument();
    expect(renders.seconds - before.seconds).toBe(4);
    expect(rows.filter(id => renders[id] !== before[id])).toEqual([]);
    expect(
      timers.mock.calls.filter(([, interval]) => interval === 5_000),
    ).toHaveLength(1);
  });
});
