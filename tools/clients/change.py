# Changes a profile with requests, which follows the redirect to it.
import os
import sys

import requests

answer = requests.request(
    sys.argv[1],
    f"{os.environ['URL']}/profile/{os.environ['PROFILE']}",
    params={"access_token": os.environ["KEY"]},
    json={"city": "Lund"},
)
answer.raise_for_status()
print(answer.text)
