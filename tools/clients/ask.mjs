// Sends a test event with the fetch of Node, which names the mode of fetching as
// browsers do.
const { URL: url, KEY: key, COMPANY: company } = process.env;

const answer = await fetch(`${url}/companies/${company}/config/callback_events/test`, {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`shop:${key}`)}` },
  body: JSON.stringify({ event_type: "person_added" }),
});
if (!answer.ok) {
  throw new Error(`${answer.status} ${await answer.text()}`);
}
console.log(await answer.text());
