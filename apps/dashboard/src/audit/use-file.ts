import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { saveFile } from '../parts/save-file.ts';

export interface MadeFile {
  readonly name: string;
  readonly content: Blob;
}

/** Reads what goes into a file, saying how far it is. */
export type Make<Progress, Made extends MadeFile> = (
  signal: AbortSignal,
  note: (progress: Progress) => void,
) => Promise<Made>;

/** A file that is made here, piece by piece, and then handed to the browser; leaving the page stops it. */
export function useFile<Progress, Made extends MadeFile>(make: Make<Progress, Made>) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const file = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      setProgress(null);
      return make(running.current.signal, setProgress);
    },
    onSuccess: ({ name, content }) => saveFile(name, content),
  });
  return {
    file,
    progress,
    stop: () => {
      running.current?.abort();
      file.reset();
    },
  };
}
