import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const SCHEMES: readonly {
  readonly value: MantineColorScheme;
  readonly name: string;
  readonly Icon: typeof IconSun;
}[] = [
  { value: 'light', name: 'Light', Icon: IconSun },
  { value: 'dark', name: 'Dark', Icon: IconMoon },
  { value: 'auto', name: 'As the system', Icon: IconDeviceDesktop },
];

export function ColorSchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(({ value, name, Icon }) => (
    <Menu.Item
      key={value}
      role="menuitemradio"
      aria-checked={colorScheme === value}
      leftSection={<Icon aria-hidden size={18} />}
      rightSection={colorScheme === value && <IconCheck aria-hidden size={16} />}
      onClick={() => setColorScheme(value)}
    >
      {name}
    </Menu.Item>
  ));
}
