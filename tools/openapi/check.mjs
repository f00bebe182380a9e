// Reads an OpenAPI document from standard input and prints what is wrong with
// it, one line each. Nothing printed means that the document is valid.
import core from "@redocly/openapi-core";
import { text } from "node:stream/consumers";

const config = await core.createConfig({ extends: ["recommended-strict"] });
const problems = await core.lintFromString({
  source: await text(process.stdin),
  absoluteRef: "/openapi.json",
  config,
});
for (const { ruleId, message, location } of problems) {
  console.log(`${location[0].pointer} ${ruleId}: ${message}`);
}
