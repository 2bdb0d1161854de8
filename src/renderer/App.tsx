import { MantineProvider } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { Router } from 'wouter'
import { useAdresse } from './adresse.ts'
import { queryClient } from './api.ts'
import { Cadre } from './cadre/Cadre.tsx'
import { Ecrans } from './routes.tsx'
import { cssVariablesResolver, theme } from './theme.ts'

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: 'fr', firstDayOfWeek: 1 }}>
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <Router hook={useAdresse}>
            <Cadre>
              <Ecrans />
            </Cadre>
          </Router>
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  )
}
