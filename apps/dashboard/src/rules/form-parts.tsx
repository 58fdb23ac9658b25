import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import type { LabelRow, Span } from './rule-form.ts';
import type { Field } from './rule-places.ts';
import type { Unit } from './rule-words.ts';

interface PartProps<Value> {
  readonly field: Field;
  readonly label: string;
  readonly description?: string;
  readonly fault: string | undefined;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

interface NamesProps extends PartProps<readonly string[]> {
  readonly placeholder: string;
  readonly known?: readonly string[] | undefined;
}

/** Several names; Enter or a comma ends each. */
export function Names({ field, label, description, fault, value, onChange, placeholder, known }: NamesProps) {
  return (
    <div data-field={field}>
      <TagsInput
        label={label}
        description={description}
        error={fault}
        value={[...value]}
        onChange={onChange}
        {...(value.length === 0 && { placeholder })}
        data={[...(known ?? [])]}
        acceptValueOnBlur
        clearable={false}
      />
    </div>
  );
}

/** Names with values, one below the other. */
export function Labels({
  field,
  label,
  description,
  fault,
  value,
  onChange,
}: PartProps<readonly LabelRow[]>) {
  const put = (index: number, part: Partial<LabelRow>): void =>
    onChange(value.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Group field={field} label={label} description={description} fault={fault}>
      {value.map(({ key, value: text }, index) => (
        <div key={index} className="rule-label">
          <TextInput
            aria-label={`${label}: name ${index + 1}`}
            placeholder="name"
            value={key}
            error={fault !== undefined}
            onChange={(event) => put(index, { key: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`${label}: value ${index + 1}`}
            placeholder="value"
            value={text}
            error={fault !== undefined}
            onChange={(event) => put(index, { value: event.currentTarget.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`${label}: take ${key || `label ${index + 1}`} away`}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconX aria-hidden size={16} />
          </button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus aria-hidden size={14} />}
          onClick={() => onChange([...value, { key: '', value: '' }])}
        >
          Add a label<span className="only-read"> to: {label}</span>
        </Button>
      </div>
    </Group>
  );
}

const UNITS = [
  { value: 's', label: 'seconds' },
  { value: 'min', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
];

interface SpanProps extends PartProps<Span> {
  /** What counts where nothing is given. */
  readonly placeholder: string;
}

/** How long, in a unit of one's own. */
export function SpanInput({ field, label, description, fault, value, onChange, placeholder }: SpanProps) {
  return (
    <div data-field={field} className="rule-span">
      <TextInput
        label={label}
        description={description}
        error={fault}
        inputMode="decimal"
        placeholder={placeholder}
        value={value.amount}
        onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={`${label}: unit`}
        value={value.unit}
        data={UNITS}
        onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Unit })}
      />
    </div>
  );
}

interface GroupProps {
  readonly field: Field;
  readonly label: string;
  readonly description?: string | undefined;
  readonly fault: string | undefined;
  readonly children: ReactNode;
}

/** Several inputs that say one thing. */
export function Group({ field, label, description, fault, children }: GroupProps) {
  const id = useId();
  return (
    <fieldset
      data-field={field}
      className="rule-group"
      aria-describedby={fault === undefined ? undefined : id}
    >
      <legend>{label}</legend>
      {description !== undefined && <p className="rule-hint">{description}</p>}
      {children}
      {fault !== undefined && (
        <p id={id} className="rule-fault">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
