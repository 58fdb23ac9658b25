import { Menu, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconChevronDown, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { client } from '../data/client.ts';
import { Tag } from '../parts/tag.tsx';
import { useReader } from '../session/reader.ts';
import { ColorSchemeChoice } from './color-scheme-choice.tsx';
import { setSingleKeys, usePreferences } from './preferences.ts';

/** Who is signed in, as what, and how this page behaves for them. */
export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { id, name, email, groups, roles, workspace, kind } = useReader();
  const { singleKeys } = usePreferences();
  const signOut = useMutation({
    mutationFn: () => client.session.signOut(),
    // A whole new page: nothing of what was read stays in memory.
    onSuccess: ({ providerSignOut }) => location.assign(providerSignOut ?? '/'),
  });
  return (
    <Menu width={320} position="bottom-end" keepMounted={false} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className="user-button" aria-label={`${name || id}: your account and settings`}>
          <IconUserCircle aria-hidden size={22} />
          <bdi className="user-name">{name || id}</bdi>
          <IconChevronDown aria-hidden size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="user-card stack stack-tight">
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
            <dd className="mono">{workspace.slice(0, 8)}</dd>
          </dl>
        </div>
        <Menu.Divider />
        <ColorSchemeChoice />
        <Menu.Divider />
        <Menu.Item
          role="menuitemcheckbox"
          aria-checked={singleKeys}
          leftSection={<IconKeyboard aria-hidden size={18} />}
          rightSection={<span className="muted small">{singleKeys ? 'on' : 'off'}</span>}
          onClick={() => setSingleKeys(!singleKeys)}
        >
          Single-letter keys
        </Menu.Item>
        <Menu.Item closeMenuOnClick leftSection={<kbd aria-hidden>?</kbd>} onClick={onHelp}>
          Show all keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout aria-hidden size={18} />} onClick={() => signOut.mutate()}>
          {signOut.isError ? 'Sign out: it did not work, try again' : 'Sign out'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
