import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconCopyOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { announce } from '../shell/announcer.tsx';
import { copy } from './clipboard.ts';

interface CopyButtonProps {
  /** What the button says. */
  readonly label: string;
  /** What is said of what was copied, such as "The command". */
  readonly what: string;
  /** Made when it is wanted. */
  readonly text: () => string;
  /** For those who do not see what it stands beside. */
  readonly fullLabel?: string;
}

const SHOWN_MS = 2_000;
type Outcome = 'none' | 'copied' | 'refused';
const ICONS = { none: IconCopy, copied: IconCheck, refused: IconCopyOff } as const;

/** Copies something, and says that it did. */
export function CopyButton({ label, what, text, fullLabel }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const act = async (): Promise<void> => {
    const isCopied = await copy(text());
    setOutcome(isCopied ? 'copied' : 'refused');
    announce(isCopied ? `${what} was copied` : `${what} could not be copied`);
  };
  const Icon = ICONS[outcome];
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon aria-hidden size={14} />}
      onClick={() => void act()}
      aria-label={fullLabel}
    >
      {label}
    </Button>
  );
}
