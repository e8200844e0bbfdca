// A field as large as what is in it.

/** Makes a textarea as high as its text. */
export function fitHeight(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

/** Makes a one-line field as wide as its text. */
export function fitWidth(field) {
  field.style.width = `${field.value.length + 2}ch`;
}
