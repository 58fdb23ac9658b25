import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { type ExportAddress, readExport, writeExport } from './export-range.ts';
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
  const { address, go } = useAddress(readExport, writeExport);
  const make = useMemo(() => logFile(address), [address]);
  const { file, progress, stop } = useFile(make);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    file.mutate();
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
            value={address.range}
            disabled={file.isPending}
            onChange={(event) =>
              go({ range: event.currentTarget.value as ExportAddress['range'], from: '', to: '' })
            }
            data={Object.entries(RANGE_WORDS).map(([value, label]) => ({ value, label }))}
          />
          {address.range !== 'all' && (
            <Bounds key={address.range} address={address} go={go} isOff={file.isPending} />
          )}
          <Button
            type="submit"
            leftSection={<IconDownload aria-hidden size={16} />}
            disabled={file.isPending}
          >
            Export
          </Button>
        </form>
        {address.range === 'days' && (
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

interface BoundsProps {
  readonly address: ExportAddress;
  readonly go: (change: Partial<ExportAddress>, how?: { readonly replace?: boolean }) => void;
  readonly isOff: boolean;
}

const Bounds = (props: BoundsProps) =>
  (['from', 'to'] as const).map((name) => <Bound key={name} name={name} {...props} />);

function Bound({ name, address, go, isOff }: BoundsProps & { readonly name: 'from' | 'to' }) {
  const isDays = address.range === 'days';
  // The address comes a moment after what is typed: from there the next digit would come into a field that is empty.
  const [typed, setTyped] = useState(address[name]);
  const type = (text: string): void => {
    setTyped(text);
    go({ [name]: text }, { replace: true });
  };
  return (
    <TextInput
      label={name === 'from' ? 'From' : 'Until'}
      disabled={isOff}
      value={typed}
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
