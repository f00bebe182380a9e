<?php
// Sends a test event as PHP's curl does that may use any sign-in: without the key at
// first, and with it when it is asked for one.
$curl = curl_init(getenv('URL') . '/companies/' . getenv('COMPANY') . '/config/callback_events/test');
curl_setopt_array($curl, [
    CURLOPT_HTTPAUTH => CURLAUTH_ANY,
    CURLOPT_USERPWD => getenv('KEY') . ':',
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode(['event_type' => 'person_added']),
    CURLOPT_FAILONERROR => true,
]);
exit(curl_exec($curl) ? 0 : 1);
