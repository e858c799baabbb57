// Validates every GLB below the given folders and prints {files, errors, warnings, messages} as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';

const report = { files: 0, errors: 0, warnings: 0, messages: {} };
for (const folder of process.argv.slice(2)) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.glb')).sort();
  for (const name of names) {
    const path = join(folder, name);
    const found = await validator.validateBytes(new Uint8Array(readFileSync(path)), { uri: name });
    report.files += 1;
    report.errors += found.issues.numErrors;
    report.warnings += found.issues.numWarnings;
    for (const { code, severity, message, pointer } of found.issues.messages) {
      report.messages[code] ??= { count: 0, severity, first: `${name} ${pointer}: ${message}` };
      report.messages[code].count += 1;
    }
  }
}
process.stdout.write(JSON.stringify(report));
