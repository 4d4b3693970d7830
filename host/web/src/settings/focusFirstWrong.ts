/** What is wrong in a form has been drawn: the first such field gets the focus. */
export function focusFirstWrong(form: EventTarget) {
  (form as HTMLFormElement).querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
