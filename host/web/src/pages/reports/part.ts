import type { Entity } from '../../api/types';
import type { Draft } from './draft';

/** What each part of the editor is given. */
export interface PartProps {
  entity: Entity;
  draft: Draft;
  onChange: (some: Partial<Draft>) => void;
}
