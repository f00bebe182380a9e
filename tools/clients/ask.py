# Sends a test event as the urllib of Python does: without the key at first, and with it
# when it is asked for one.
import os
import urllib.request

passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
passwords.add_password(None, os.environ["URL"], os.environ["KEY"], "")
opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
request = urllib.request.Request(
    f"{os.environ['URL']}/companies/{os.environ['COMPANY']}/config/callback_events/test",
    data=b'{"event_type":"person_added"}',
    headers={"Content-Type": "application/json"},
)
print(opener.open(request).read().decode())
