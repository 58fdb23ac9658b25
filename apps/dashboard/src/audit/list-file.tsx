import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { type MadeFile, type Make, useFile } from './use-file.ts';

export interface ListFileMade extends MadeFile {
  readonly count: number;
  /** There were more than a file takes. */
  readonly isCut: boolean;
}

interface ListFileProps {
  readonly label: string;
  /** Such as "decisions". */
  readonly what: string;
  readonly make: Make<number, ListFileMade>;
}

/** A button that makes a file of all that a list has, and says how far that is. */
export function ListFile({ label, what, make }: ListFileProps) {
  const { file, progress, stop } = useFile(make);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload aria-hidden size={16} />}
        disabled={file.isPending}
        onClick={() => file.mutate()}
      >
        {label}
      </Button>
      <span role="status" className="small row">
        {file.isPending && `${(progress ?? 0).toLocaleString()} ${what} read`}
        {file.isSuccess && `${file.data.count.toLocaleString()} ${what} are in the file.`}
      </span>
      {file.isPending && (
        <Button variant="default" size="compact-sm" onClick={stop}>
          Stop
        </Button>
      )}
      {file.isSuccess && file.data.isCut && (
        <Note
          tone="amber"
          title="The file does not have them all"
          text={`It has the first ${file.data.count.toLocaleString()} of them. Choose fewer days to have the others.`}
        />
      )}
      {file.isError && <Failure error={file.error} what="The file" retry={() => file.mutate()} />}
    </>
  );
}
