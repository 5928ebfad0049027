// Whether values are what their schemas say: node validate.mjs, with [{ name, schema, value }] on standard input. Prints each misfit as a line.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
for (const { name, schema, value } of JSON.parse(readFileSync(0, "utf8"))) {
  if (ajv.validate(schema, value)) continue;
  for (const error of ajv.errors) console.log(`${name}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
}
