import { useRoute } from 'wouter'
import { Lignes } from './Lignes.tsx'
import { Rapprochement } from './Rapprochement.tsx'

/** Money: what is expected, what came, what is late; and the vendor's account beside it. */
export default function Argent() {
  const [rapprochement] = useRoute('/argent/rapprochement')
  return rapprochement ? <Rapprochement /> : <Lignes />
}
