import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import type { Page } from '#contract/commun.ts'
import type { ModeleTable } from './useGrandeTable.ts'

/** Columns shown by a big table; the choice is kept. */
export function MenuColonnes<T, P extends Page<T>>({ modele }: { readonly modele: ModeleTable<T, P> }) {
  return (
    <Popover position="bottom-end" transitionProps={{ duration: 0 }} trapFocus>
      <Popover.Target>
        <Button leftSection={<IconColumns size={16} stroke={1.75} aria-hidden />}>Colonnes</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Colonnes affichées">
        <Stack gap="sm">
          {modele.table.getAllLeafColumns().map((c) => (
            <Checkbox
              key={c.id}
              label={String(c.columnDef.header)}
              checked={c.getIsVisible()}
              disabled={!c.getCanHide()}
              onChange={c.getToggleVisibilityHandler()}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
