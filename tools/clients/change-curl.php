<?php
// Changes a profile with PHP's curl as most code does: the method is set by name,
// and so it stays PUT over the redirect, without the body.
$curl = curl_init(getenv('URL') . '/profile/' . getenv('PROFILE') . '?access_token=' . getenv('KEY'));
curl_setopt_array($curl, [
    CURLOPT_CUSTOMREQUEST => 'PUT',
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode(['city' => 'Lund']),
    CURLOPT_FOLLOWLOCATION => true,
    CURLOPT_FAILONERROR => true,
    CURLOPT_RETURNTRANSFER => true,
]);
$answer = curl_exec($curl);
if ($answer === false) {
    fwrite(STDERR, curl_error($curl));
    exit(1);
}
echo $answer;
