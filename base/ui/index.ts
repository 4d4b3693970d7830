export { Dialog } from './Dialog';
export { Panel } from './Panel';
export { PageHeader } from './PageHeader';
export { EmptyState } from './EmptyState';
export { ProblemMessage } from './ProblemMessage';
export { Tag, type Tone } from './Tag';
export { cspNonce, applyNonce } from './nonce';
export { theme, cssVariables } from './theme';
