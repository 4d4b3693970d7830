/** What a value of an enumeration is called: by its form, else by its plugin's words, else by itself as words. */
export function nameOfChoice(byForm: string, value: string, byPlugin: string | undefined): string {
  return byForm || (byPlugin ?? asWords(value));
}

function asWords(value: string): string {
  const words = value.replace(/[_-]+/g, ' ').trim();
  return words === '' ? value : words.charAt(0).toUpperCase() + words.slice(1);
}
