// npm's tuf-js as a client of our repository: refreshes and downloads one target.
// node client.mjs METADATA_URL METADATA_DIR TARGETS_URL TARGET_DIR TARGET_PATH
import { Updater } from 'tuf-js';

const [metadataBaseUrl, metadataDir, targetBaseUrl, targetDir, path] = process.argv.slice(2);
const updater = new Updater({ metadataBaseUrl, metadataDir, targetBaseUrl, targetDir });
await updater.refresh();
const target = await updater.getTargetInfo(path);
if (!target) throw new Error(`no role lists ${path}`);
console.log(await updater.downloadTarget(target));
