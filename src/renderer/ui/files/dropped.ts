/** What was let go over the window: files, and folders by their names, which a browser does not hand over as files. */
export interface Dropped {
  files: File[];
  folders: string[];
}

/** Tells files from folders; to be called while the event is handled, later they are gone. */
export function readDrop({ items }: Pick<DataTransfer, "items">): Dropped {
  const dropped: Dropped = { files: [], folders: [] };
  for (const item of items) {
    if (item.kind !== "file") continue;
    const file = item.getAsFile();
    if (file === null) continue;
    if (item.webkitGetAsEntry()?.isDirectory === true) dropped.folders.push(file.name);
    else dropped.files.push(file);
  }
  return dropped;
}
