// What a desktop host starts for an unpacked bundle: command, arguments and environment, resolved by the bundle format's own library.
// usage: bundle-config.mjs DIRECTORY [SETTINGS_AS_JSON]
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getMcpConfigForManifest } from '@anthropic-ai/mcpb';

const [directory, settings = '{}'] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
const config = await getMcpConfigForManifest({
  manifest, extensionPath: directory, systemDirs: { HOME: homedir() }, userConfig: JSON.parse(settings), pathSeparator: '/', logger: console,
});
console.log(JSON.stringify(config));
