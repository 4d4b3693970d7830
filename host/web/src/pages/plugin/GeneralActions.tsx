import { useGeneralActions } from '../../api/contributions';
import type { ViewBlock } from '../../api/types';
import { ActionMenu } from '../record/ActionMenu';

interface GeneralActionsProps {
  plugins: string[];
  /** What stands on the page already. */
  blocks?: ViewBlock[];
}

/** What plugins do that is on no record. */
export function GeneralActions({ plugins, blocks = [] }: GeneralActionsProps) {
  const drawn = new Set(blocks.map(({ action }) => action));
  const offered = useGeneralActions(plugins).filter(({ contribution }) => !drawn.has(contribution.name));
  return offered.length > 0 ? <ActionMenu offered={offered} /> : null;
}
