import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { german } from '../translations/__testUtils__/german';
import { ErrorPanel } from './ErrorPanel';

const TITLE = 'The cluster cannot be read.';

describe('ErrorPanel', () => {
  // The language that the app remembers.
  beforeEach(() => localStorage.clear());

  it('says what failed, why, the request id, and tries again', async () => {
    const retry = jest.fn();
    const error = Object.assign(new Error('The store is away.'), {
      response: { headers: new Map([['x-request-id', 'r-1']]) },
    });
    renderInTestApp(<ErrorPanel title={TITLE} error={error} retry={retry} />);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(TITLE);
    expect(alert).toHaveTextContent('The store is away.');
    expect(alert).toHaveTextContent('tell the team that runs the portal');
    expect(alert).toHaveTextContent('Request id: r-1');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('copies the request id, and leads to where there is help', async () => {
    const user = userEvent.setup();
    const copy = jest.spyOn(navigator.clipboard, 'writeText');
    const error = Object.assign(new NotAllowedError('No.'), {
      response: { headers: new Map([['x-request-id', 'r-1']]) },
    });
    renderInTestApp(<ErrorPanel title={TITLE} error={error} />, {
      config: { app: { support: { url: 'https://help.example.org' } } },
    });
    await user.click(
      await screen.findByRole('button', { name: 'Copy: request id' }),
    );
    expect(copy).toHaveBeenCalledWith('r-1');
    expect(screen.getByRole('link', { name: /Get support/ })).toHaveAttribute(
      'href',
      'https://help.example.org',
    );
  });

  it.each([
    [new NotAllowedError('No.'), 'Ask the team that runs the portal'],
    [new NotFoundError('No.'), 'It may have been deleted'],
  ])(
    'offers no second try where it does not help: %s',
    async (error, advice) => {
      renderInTestApp(
        <ErrorPanel title={TITLE} error={error} retry={jest.fn()} />,
      );
      expect(await screen.findByRole('alert')).toHaveTextContent(advice);
      expect(screen.queryByRole('button')).not.toBeInTheDocument();
    },
  );

  it('says instead that there is no such thing, and that of not found only', async () => {
    const notFound = {
      title: 'There is no such cluster.',
      description: 'Gone.',
    };
    const panel = (error: Error) => (
      <ErrorPanel title={TITLE} error={error} notFound={notFound} />
    );
    renderInTestApp(
      <>
        {panel(new NotFoundError('No.'))}
        {panel(new NotAllowedError('No.'))}
      </>,
    );
    const [missing, denied] = await screen.findAllByRole('alert');
    expect(missing).toHaveTextContent('There is no such cluster.Gone.');
    expect(denied).toHaveTextContent(TITLE);
  });

  it('says once, in German, what is denied and whom to ask', async () => {
    const payload = '<img src=x onerror=alert(1)>';
    const denied = (messageCode: unknown) =>
      Object.assign(new Error('Request failed with 403 Forbidden'), {
        statusCode: 403,
        // As a ResponseError has it.
        cause: {
          name: 'NotAllowedError',
          message: 'You may not.',
          messageCode,
        },
      });
    const known = { code: 'denied-clusters', values: { permission: payload } };
    const others = [{ code: 7 }, { code: 'newer' }, { code: known.code }, 'x'];
    renderInTestApp(
      <>
        {[known, ...others].map(code => (
          <ErrorPanel
            key={JSON.stringify(code)}
            title="Die Flotte kann nicht gelesen werden."
            error={denied(code)}
          />
        ))}
      </>,
      { config: german },
    );
    const [first, ...rest] = await screen.findAllByRole('alert');
    expect(first).toHaveTextContent(
      `Sie dürfen keine Worker-Cluster sehen. Bitten Sie das Plattform-Team um die Berechtigung „${payload}“.`,
    );
    expect(first).not.toHaveTextContent('kann nicht gelesen werden');
    expect(first).not.toHaveTextContent('You may not');
    expect(first).not.toHaveTextContent('Bitten Sie das Team');
    expect(first.querySelector('img')).toBeNull();
    for (const alert of rest) {
      expect(alert).toHaveTextContent(
        'You may not.Das dürfen Sie nicht sehen.',
      );
    }
  });

  it('speaks German where the app does', async () => {
    renderInTestApp(
      <ErrorPanel
        title={TITLE}
        error={new TypeError('Failed to fetch')}
        retry={jest.fn()}
      />,
      { config: german },
    );
    expect(
      await screen.findByText(/Das Backend des Portals antwortet nicht/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Erneut versuchen' }),
    ).toBeInTheDocument();
  });
});
