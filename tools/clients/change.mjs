// Changes a profile with the fetch of Node, which follows the redirect to it.
const { URL: url, KEY: key, PROFILE: profile } = process.env;

const answer = await fetch(`${url}/profile/${profile}?access_token=${key}`, {
  method: "PUT",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ city: "Lund" }),
});
if (!answer.ok) {
  throw new Error(`${answer.status} ${await answer.text()}`);
}
console.log(await answer.text());
