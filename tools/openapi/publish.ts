// Publishes an event with the types that openapi-typescript makes of the
// OpenAPI document, and prints its id.
import createClient from "openapi-fetch";
import type { components, paths } from "./callboard.js";

declare const process: { env: Record<string, string | undefined> };
const { CALLBOARD_URL: url, CALLBOARD_KEY: key, CALLBOARD_COMPANY: company = "" } = process.env;

const client = createClient<paths>({
  baseUrl: `${url}/api/v1`,
  headers: { Authorization: `Bearer ${key}` },
});
type NewEvent = components["schemas"]["NewEvent"];

const event: NewEvent = {
  type: "person_added",
  data: { person: { id: 7, name: { first: "Ada" }, lists: ["l1", "l2"] } },
};
// @ts-expect-error An event without data is refused by the types.
const incomplete: NewEvent = { type: "person_added" };

const { data, error } = await client.POST("/companies/{company}/events", {
  params: { path: { company } },
  body: event,
});
if (error) {
  throw new Error(error.detail);
}
console.log(data.ids[0]);
