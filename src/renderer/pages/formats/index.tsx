import { useRoute } from 'wouter'
import { Comparer } from './Comparer.tsx'
import { Liste } from './Liste.tsx'

/** What the agency expects in each request file: the format in use, and its official model. */
export default function Formats() {
  const [, ici] = useRoute('/parametres/formats/:id')
  return ici === null ? <Liste /> : <Comparer id={Number(ici.id)} />
}
