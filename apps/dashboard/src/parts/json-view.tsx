import { Exact } from './exact.tsx';
import './json-view.css';

/** So deep it is open from the start. */
const OPEN_DEPTH = 2;

interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  /** All of it, and not only what lies on top. */
  readonly isOpen?: boolean;
}

/** JSON as a tree that can be folded. Everything in it is text. */
export function JsonView({ value, label, isOpen = false }: JsonViewProps) {
  return (
    <div className="json" role="group" aria-label={label} dir="ltr">
      <Value value={value} depth={isOpen ? -Infinity : 0} />
    </div>
  );
}

function Value({
  value,
  depth,
  name,
}: {
  readonly value: unknown;
  readonly depth: number;
  readonly name?: string;
}) {
  const before =
    name === undefined ? null : (
      <span className="json-key">
        <Exact text={name} />:{' '}
      </span>
    );
  if (typeof value !== 'object' || value === null)
    return (
      <div className="json-line">
        {before}
        <Leaf value={value} />
      </div>
    );
  const entries: [string, unknown][] = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0)
    return (
      <div className="json-line">
        {before}
        {open}
        {close}
      </div>
    );
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        {before}
        <span className="json-fold">
          {open}
          {entries.length} {entries.length === 1 ? 'entry' : 'entries'}
          {close}
        </span>
      </summary>
      <div className="json-inside">
        {entries.map(([key, one]) => (
          <Value key={key} name={key} value={one} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}

function Leaf({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return (
      <span className="json-text">
        &quot;
        <bdi>
          <Exact text={value} />
        </bdi>
        &quot;
      </span>
    );
  return <span className="json-value">{String(value)}</span>;
}
