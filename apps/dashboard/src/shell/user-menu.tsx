import { CountersignUnavailable } from '@countersign/client';
import { Button, Popover, Switch, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { Tag } from '../parts/tag.tsx';
import { startAnew } from '../session/acting-for.ts';
import { useReader } from '../session/reader.ts';
import { tellOtherTabs } from '../session/session-news.ts';
import { forgetDrafts } from './drafts.ts';
import { ColorSchemeChoice } from './color-scheme-choice.tsx';
import { setGoesOn, setSingleKeys, usePreferences } from './preferences.ts';

/** Who is signed in, as what, and how this page behaves for them. */
export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const { id, name } = useReader();
  return (
    <Popover width={320} position="bottom-end" opened={isOpen} onChange={setOpen} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className="user-button"
          aria-label={`${name || id}: your account and settings`}
          onClick={() => setOpen(!isOpen)}
        >
          <IconUserCircle aria-hidden size={22} />
          <bdi className="user-name">{name || id}</bdi>
          <IconChevronDown aria-hidden size={16} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="Your account and settings" className="user-card stack">
        <WhoIAm />
        <ColorSchemeChoice />
        <Settings
          onHelp={() => {
            setOpen(false);
            onHelp();
          }}
        />
        <SignOut />
      </Popover.Dropdown>
    </Popover>
  );
}

function WhoIAm() {
  const { id, name, email, groups, roles, workspace, kind } = useReader();
  return (
    <div className="stack stack-tight">
      <div>
        <strong>
          <bdi>{name || id}</bdi>
        </strong>
        <div className="muted small">
          <bdi>{email || id}</bdi>
          {kind === 'agent' && ', an agent'}
        </div>
      </div>
      <dl className="user-facts small">
        <dt>Groups</dt>
        <dd>{groups.length === 0 ? 'none' : groups.map((group) => <Tag key={group}>{group}</Tag>)}</dd>
        <dt>Roles</dt>
        <dd>
          {roles.length === 0
            ? 'none'
            : roles.map((role) => (
                <Tag key={role} tone="blue">
                  {role}
                </Tag>
              ))}
        </dd>
        <dt>Workspace</dt>
        <dd>
          <code title={workspace}>{workspace.slice(0, 8)}</code>
        </dd>
      </dl>
    </div>
  );
}

function Settings({ onHelp }: { readonly onHelp: () => void }) {
  const { singleKeys, goesOn } = usePreferences();
  return (
    <>
      <Switch
        label="Single-letter keys"
        description="Such as a for approve; arrows, Enter and Esc always work"
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      <Switch
        label="Go on by itself"
        description="Opens the next review of the queue once one is decided"
        checked={goesOn}
        onChange={(event) => setGoesOn(event.currentTarget.checked)}
      />
      <Button variant="default" size="sm" onClick={onHelp} rightSection={<kbd aria-hidden>?</kbd>}>
        Show all keys
      </Button>
    </>
  );
}

function SignOut() {
  const signOut = useMutation({
    mutationFn: () => client.session.signOut(),
    // A whole new page: nothing of what was read stays in memory, nor in the browser.
    onSuccess: ({ providerSignOut }) => {
      forgetDrafts();
      tellOtherTabs('signed-out');
      location.assign(providerSignOut ?? '/');
    },
    // Somebody else has signed in within another tab: it is his session, and goes on.
    onError: (error) => {
      if (error instanceof CountersignUnavailable && error.status === 403) startAnew();
    },
  });
  return (
    <Button
      variant="default"
      size="sm"
      loading={signOut.isPending}
      leftSection={<IconLogout aria-hidden size={16} />}
      onClick={() => signOut.mutate()}
    >
      {signOut.isError ? 'Not signed out: try again' : 'Sign out'}
    </Button>
  );
}
