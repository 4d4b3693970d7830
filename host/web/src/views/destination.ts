/** Where a plugin's link may lead: the web, this app, or, for anything else, nowhere. */
export function destinationOf(href: string): 'outside' | 'inside' | 'nowhere' {
  if (/[\u0000-\u0020\\]/.test(href)) return 'nowhere';
  if (/^https?:\/\//.test(href)) return 'outside';
  return /^\/(?!\/)/.test(href) ? 'inside' : 'nowhere';
}
