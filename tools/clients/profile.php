<?php
// Makes, changes and reads a profile as the class does that PHP users of the
// database API know: the key in the query, the id of what was made from the header
// X-Created, and json_encode, which writes [] for a map that is empty.
function call(string $method, string $path, ?array $data = null): array
{
    $curl = curl_init(getenv('URL') . "/v2/$path?" . http_build_query(['access_token' => getenv('KEY')]));
    curl_setopt_array($curl, [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => true]);
    if ($data !== null) {
        curl_setopt($curl, CURLOPT_HTTPHEADER, ['Content-Type: application/json']);
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($data));
    }
    [$head, $body] = explode("\r\n\r\n", curl_exec($curl), 2);
    if (curl_getinfo($curl, CURLINFO_HTTP_CODE) >= 400) {
        fwrite(STDERR, "$method $path: $body");
        exit(1);
    }
    return [$head, $body];
}

[$head] = call('POST', 'database/' . getenv('DATABASE') . '/profiles', ['fields' => [], 'interests' => ['tennis']]);
preg_match('/X-Created:\s?(\d+)/i', $head, $created);
call('PUT', "profile/$created[1]", ['fields' => ['city' => 'Lund'], 'interests' => []]);
call('PUT', "profile/$created[1]", []);
call('PUT', "profile/$created[1]/fields", []);
echo call('GET', "profile/$created[1]")[1];
