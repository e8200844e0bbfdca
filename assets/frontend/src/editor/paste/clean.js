// Pasted text: line ends of other systems, halves of characters and control characters that no XML may hold.

const ILLEGAL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function cleanPaste(text) {
  return text.replace(/\r\n?/g, "\n").replace(ILLEGAL, "");
}
