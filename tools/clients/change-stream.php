<?php
// Changes a profile with a stream of PHP, which follows the redirect to it.
$address = getenv('URL') . '/profile/' . getenv('PROFILE') . '?access_token=' . getenv('KEY');
$request = ['method' => 'PUT', 'header' => 'Content-Type: application/json', 'content' => json_encode(['city' => 'Lund'])];
$answer = file_get_contents($address, false, stream_context_create(['http' => $request]));
if ($answer === false) {
    exit(1);
}
echo $answer;
