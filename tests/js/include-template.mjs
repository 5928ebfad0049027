// Includes a CloudFormation template property by property, with the parameters given (Name=value ...), and validates the result.
// Prints one line for each complaint: severity, rule, place and reason.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

const [templateFile, ...given] = process.argv.slice(2);
const parameters = Object.fromEntries(given.map(it => it.split(/=(.*)/s).slice(0, 2)));
const outdir = mkdtempSync(join(tmpdir(), 'include-template-'));
try {
  const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  new CfnInclude(new Stack(app, 'included'), 'template', { templateFile, parameters });
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  for (const { severity, ruleName, description } of pluginReports.flatMap(it => it.violations)) {
    console.log(`${severity} ${ruleName} ${description}`);
  }
} finally {
  rmSync(outdir, { recursive: true });
}
