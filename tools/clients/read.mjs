// Reads a delivery from standard input, as {secret, headers, body}, with the
// libraries that receivers use, and prints what each makes of it. Of the
// signature: "verified", or the library's own words for why not.
import { HTTP } from "cloudevents";
import { text } from "node:stream/consumers";
import * as standardwebhooks from "standardwebhooks";
import * as svix from "svix";

const { secret, headers, body } = JSON.parse(await text(process.stdin));

function verdict(Webhook) {
  try {
    new Webhook(secret).verify(body, headers);
    return "verified";
  } catch (error) {
    return error.message;
  }
}

const read = { standardwebhooks: verdict(standardwebhooks.Webhook), svix: verdict(svix.Webhook) };
if (HTTP.isEvent({ headers, body })) {
  const event = HTTP.toEvent({ headers, body });
  event.validate();
  read.cloudevents = event;
}
console.log(JSON.stringify(read));
