// Reads an OpenAPI document from standard input and prints what is wrong with
// it, one line each. Nothing printed means that the document is valid.
import core from "@redocly/openapi-core";
import { readFileSync } from "node:fs";

const config = await core.createConfig({
  extends: ["recommended-strict"],
  // Errors are described once for all of them, as "default".
  rules: { "operation-4xx-response": "off" },
});
const found = await core.lintFromString({
  source: readFileSync(0, "utf8"),
  absoluteRef: "/openapi.json",
  config,
});
for (const { ruleId, message, location } of found) {
  console.log(`${location[0].pointer} ${ruleId}: ${message}`);
}
