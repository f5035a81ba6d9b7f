/** Hands a file to the reader's browser. */
export function download(name: string, content: string | Uint8Array): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content as BlobPart]));
  link.download = name;
  link.click();
  // The browser has taken the file over when the click is done; a moment more harms nobody.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
