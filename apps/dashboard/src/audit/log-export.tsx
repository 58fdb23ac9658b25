import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { type ExportAddress, isBound, readExport, writeExport } from './export-range.ts';
import { logFile, NoExport } from './log-file.ts';
import { useAddress } from '../shell/use-address.ts';
import { useFile } from './use-file.ts';

const RANGE_WORDS: Readonly<Record<ExportAddress['range'], string>> = {
  all: 'The whole log',
  days: 'Some days',
  positions: 'Between two positions',
};

/** The log as it is stored, to be kept elsewhere: what it says can be proved from the file alone. */
export function LogExport() {
  usePageTitle('Export');
  const { asked, ask } = useAsked();
  const { file, progress, stop } = useFile(useMemo(() => logFile(asked), [asked]));
  const isRead = isBound(asked.range, asked.from) && isBound(asked.range, asked.to);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isRead) file.mutate();
  };
  return (
    <div className="stack">
      <section className="panel stack" aria-labelledby="log-export">
        <h2 id="log-export">Export the log</h2>
        <p>
          One line of JSON for each event of the workspace, as it is stored, and a manifest with the digest of
          all of them. It holds personal data: keep it where only those may read it who may read this.
        </p>
        <form className="export-form" onSubmit={submit}>
          <NativeSelect
            label="What"
            value={asked.range}
            disabled={file.isPending}
            onChange={(event) =>
              ask({ range: event.currentTarget.value as ExportAddress['range'], from: '', to: '' })
            }
            data={Object.entries(RANGE_WORDS).map(([value, label]) => ({ value, label }))}
          />
          {asked.range !== 'all' && <Bounds asked={asked} ask={ask} isOff={file.isPending} />}
          <Button
            type="submit"
            leftSection={<IconDownload aria-hidden size={16} />}
            disabled={file.isPending}
          >
            Export
          </Button>
        </form>
        {asked.range === 'days' && (
          <p className="small muted">
            From the first to the last event of these days, with all that stands between them in the log.
          </p>
        )}
        {file.isPending && (
          <div className="stack stack-tight" role="status">
            <progress
              className="audit-progress"
              aria-label="How far the export is"
              max={100}
              value={progress?.done ?? undefined}
            />
            <p className="small">
              {progress === null
                ? 'The export begins.'
                : `${progress.events.toLocaleString()} events, up to position ${progress.position}.`}
            </p>
            <div>
              <Button variant="default" size="xs" onClick={stop}>
                Stop
              </Button>
            </div>
          </div>
        )}
      </section>
      {file.isSuccess && <Saved {...file.data} />}
      {file.isError &&
        (file.error instanceof NoExport ? (
          <Note tone="amber" title="There is no export" text={file.error.message} urgent />
        ) : (
          <Failure error={file.error} what="The export" retry={() => file.mutate()} />
        ))}
      <p className="small muted">
        To hold the log against an export that was kept: <code>npm run audit -- verify --against FILE</code>
      </p>
    </div>
  );
}

type Ask = (change: Partial<ExportAddress>, how?: { readonly replace?: boolean }) => void;

/**
 * What the fields say, and so what is exported. The address follows a moment later: taken from there, the next digit would
 * come into a field that is empty, and an export be of other bounds than its fields show.
 */
function useAsked(): { readonly asked: ExportAddress; readonly ask: Ask } {
  const { address, go } = useAddress(readExport, writeExport);
  const [asked, setAsked] = useState(address);
  const [range, setRange] = useState(address.range);
  if (range !== address.range) {
    setRange(address.range);
    // It was gone back or forth, to another kind of export.
    if (asked.range !== address.range) setAsked(address);
  }
  const ask: Ask = (change, how) => {
    setAsked((before) => ({ ...before, ...change }));
    go(change, how);
  };
  return { asked, ask };
}

interface BoundsProps {
  readonly asked: ExportAddress;
  readonly ask: Ask;
  readonly isOff: boolean;
}

const Bounds = (props: BoundsProps) =>
  (['from', 'to'] as const).map((name) => <Bound key={name} name={name} {...props} />);

function Bound({ name, asked, ask, isOff }: BoundsProps & { readonly name: 'from' | 'to' }) {
  const isDays = asked.range === 'days';
  const type = (text: string): void => ask({ [name]: text }, { replace: true });
  return (
    <TextInput
      key={asked.range}
      label={name === 'from' ? 'From' : 'Until'}
      disabled={isOff}
      value={asked[name]}
      error={isBound(asked.range, asked[name]) ? null : 'No day of the calendar'}
      onChange={({ currentTarget: { value } }) => type(isDays ? value : value.replaceAll(/\D/g, ''))}
      {...(isDays
        ? { type: 'date' }
        : { inputMode: 'numeric', placeholder: name === 'from' ? 'the first' : 'the last', maxLength: 19 })}
    />
  );
}

function Saved({ name, manifest, isChecked }: Awaited<ReturnType<ReturnType<typeof logFile>>>) {
  const { events, firstPosition, lastPosition, sha256 } = manifest;
  return (
    <Note
      tone="green"
      title={`${events.toLocaleString()} events are in the file`}
      text={
        firstPosition === null
          ? name
          : `${name}, from position ${firstPosition} to ${lastPosition ?? 'the end'}`
      }
      urgent
    >
      <p className="small">
        SHA-256 <code className="digest">{sha256}</code>
        {isChecked ? ', computed here too: it fits.' : ', as the manifest says.'} Keep it, or at least this
        digest, where those who operate the log cannot write.
      </p>
    </Note>
  );
}
