// Loads the styles before most components that they are put on.
import '../FieldErrors';
import { render, screen } from '@testing-library/react';
import { ChecksInput } from './CheckInput';
import { ChoiceInput } from './ChoiceInput';
import { TextInput } from './TextInput';

const styleOf = (element: HTMLElement) => window.getComputedStyle(element);
const nothing = () => undefined;

describe('useInputStyles', () => {
  it('puts radio buttons and checkboxes in a row', () => {
    render(
      <>
        <ChoiceInput
          id="one"
          label="Environment"
          options={[{ value: 'dev', label: 'dev' }]}
          value="dev"
          onChange={nothing}
        />
        <ChecksInput
          id="many"
          label="Zones"
          options={['a']}
          value={['a']}
          onChange={nothing}
        />
      </>,
    );
    expect(styleOf(screen.getByRole('radiogroup')).flexDirection).toBe('row');
    const zones = screen.getByRole('checkbox').closest('.MuiFormGroup-root');
    expect(styleOf(zones as HTMLElement).flexDirection).toBe('row');
  });

  it('stands after the styles of every component that it is put on', () => {
    render(
      <TextInput
        id="raw"
        label="Raw"
        rows={5}
        errors={['This is not YAML.']}
        value="a: b: c"
        onChange={() => undefined}
      />,
    );
    // In the document: jsdom itself applies sheets in the order in which they came.
    const sheets = [...document.querySelectorAll('style[data-meta]')].map(
      style => style.getAttribute('data-meta')!,
    );
    expect(sheets).toEqual(
      expect.arrayContaining(['MuiFormLabel', 'MuiInputBase', 'makeStyles']),
    );
    expect(sheets.indexOf('makeStyles')).toBeGreaterThan(
      sheets.findLastIndex(name => name.startsWith('Mui')),
    );
  });
});
